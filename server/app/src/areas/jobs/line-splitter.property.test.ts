import fc from 'fast-check';
import { createLineSplitter } from './line-splitter.ts';

function linesOf(text: string, cuts: number[]): string[] {
  const bytes = Buffer.from(text);
  const splitter = createLineSplitter();
  const ends = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const lines: string[] = [];
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    lines.push(...splitter.write(bytes.subarray(start, end)));
    start = end;
  }
  return [...lines, ...splitter.end()];
}

const Output = fc.string({
  unit: fc.constantFrom('a', 'ü', '€', '\n', '\r', '\r\n', 'x'.repeat(20_000)),
  maxLength: 30
});

describe('lines of output', () => {
  it('are the same however the bytes arrive, and lose none', () => {
    fc.assert(
      fc.property(Output, fc.array(fc.nat(), { maxLength: 10 }), (text, cuts) => {
        const lines = linesOf(text, cuts);
        expect(lines.join('')).toBe(text);
        expect(lines).toEqual(linesOf(text, []));
        expect(lines.every(line => line.length > 0 && line.length <= 32_001)).toBe(true);
      }),
      { numRuns: 200 }
    );
  });

  it('end where a terminal would begin anew', () => {
    expect(linesOf('10 %\r20 %\r\ndone\nrest', [])).toEqual([
      '10 %\r',
      '20 %\r\n',
      'done\n',
      'rest'
    ]);
  });
});
