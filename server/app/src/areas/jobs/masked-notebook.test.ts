import { maskNotebook } from './masked-notebook.ts';
import { createMask } from './secrets.ts';

const SECRET = 'hunter2-and-more';
const mask = createMask([SECRET, 'first line\nsecond line']);

const notebook = (outputs: object[]) =>
  JSON.stringify({
    ...{ nbformat: 4, nbformat_minor: 5, metadata: {} },
    cells: [{ cell_type: 'code', source: ['token()\n'], metadata: {}, outputs }]
  });
const outputsOf = (text: string) =>
  (JSON.parse(text) as { cells: { outputs: unknown[] }[] }).cells[0]!.outputs;

describe('a notebook that is kept', () => {
  it('loses secrets in streams, errors and data that is text or JSON', () => {
    const masked = maskNotebook(
      notebook([
        { output_type: 'stream', name: 'stdout', text: ['it is hunter2-', 'and-more\n', 'done\n'] },
        { output_type: 'error', ename: 'Error', evalue: SECRET, traceback: [`at "${SECRET}"`] },
        {
          output_type: 'display_data',
          metadata: {},
          data: { 'text/html': `<b>${SECRET}</b>`, 'application/json': { deep: [{ of: SECRET }] } }
        },
        { output_type: 'stream', name: 'stdout', text: 'second line' }
      ]),
      mask
    );
    expect(outputsOf(masked)).toEqual([
      { output_type: 'stream', name: 'stdout', text: ['it is ***\n', 'done\n'] },
      { output_type: 'error', ename: 'Error', evalue: '***', traceback: ['at "***"'] },
      {
        output_type: 'display_data',
        metadata: {},
        data: { 'text/html': '<b>***</b>', 'application/json': { deep: [{ of: '***' }] } }
      },
      { output_type: 'stream', name: 'stdout', text: '***' }
    ]);
  });

  it('keeps pictures as they are, whatever their letters say', () => {
    const picture = { data: { 'image/png': `iVBOR${SECRET}` }, output_type: 'display_data' };
    const text = notebook([picture]);
    expect(maskNotebook(text, mask)).toBe(text);
  });

  it('is masked as text where it is no JSON', () => {
    expect(maskNotebook(`{"half: ${SECRET}`, mask)).toBe('{"half: ***');
  });
});
