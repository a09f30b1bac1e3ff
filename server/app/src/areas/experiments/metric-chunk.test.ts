import fc from 'fast-check';
import { decodeChunk, encodeChunk } from './metric-chunk.ts';

const integers = (length: number) =>
  fc.array(fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }), {
    minLength: length,
    maxLength: length
  });
const points = fc.integer({ min: 1, max: 40 }).chain(length =>
  fc.record({
    positions: integers(length),
    steps: integers(length),
    values: fc.array(fc.double(), { minLength: length, maxLength: length }),
    times: integers(length)
  })
);

describe('a chunk of metric points', () => {
  it('gives back exactly what went in, whatever the numbers', () => {
    fc.assert(
      fc.property(points, given => {
        expect(decodeChunk(encodeChunk(given))).toEqual(given);
      })
    );
  });

  it('takes less than twelve bytes for a usual point', () => {
    const count = 256;
    const range = Array.from({ length: count }, (_, index) => index);
    const chunk = encodeChunk({
      positions: range.map(index => 1_000 + 3 * index),
      steps: range,
      values: range.map(Math.sin),
      times: range.map(index => 1_790_000_000_000 + 50 * index)
    });
    expect(chunk.byteLength / count).toBeLessThan(12);
  });
});
