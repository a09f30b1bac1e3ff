import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskNotebook, maskNotebookFile } from './masked-notebook.ts';
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

  it('loses secrets also as pages write them', () => {
    const quoting = createMask([`a&b<'c"`]);
    for (const html of [`a&amp;b&lt;'c"`, 'a&amp;b&lt;&#x27;c&quot;', 'a&amp;b&lt;&#39;c&#34;']) {
      const text = notebook([{ data: { 'text/html': [`<i>${html}</i>`] } }]);
      expect(outputsOf(maskNotebook(text, quoting))).toEqual([
        { data: { 'text/html': ['<i>***</i>'] } }
      ]);
    }
  });
});

describe('the file of a notebook', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const text = notebook([{ output_type: 'stream', name: 'stdout', text: SECRET }]);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-masked-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is masked where it lies, and nothing that a link leads to is touched', async () => {
    await writeFile(at('other'), text);
    await writeFile(at('own.ipynb'), text);
    await symlink(at('other'), at('link.ipynb'));
    await symlink(at('other'), at('own.ipynb.masked'));
    for (const name of ['own.ipynb', 'link.ipynb', 'missing.ipynb']) {
      await maskNotebookFile(at(name), mask);
    }
    expect(await readFile(at('own.ipynb'), 'utf8')).not.toContain(SECRET);
    expect((await lstat(at('own.ipynb'))).isFile()).toBe(true);
    expect(await readFile(at('other'), 'utf8')).toBe(text);
    expect((await readdir(folder)).toSorted()).toEqual([
      ...['link.ipynb', 'other', 'own.ipynb', 'own.ipynb.masked']
    ]);
  });

  it('is refused where it is too large to be masked', async () => {
    await writeFile(at('large.ipynb'), text);
    await expect(maskNotebookFile(at('large.ipynb'), mask, 10)).rejects.toMatchObject({
      code: 'too-large'
    });
  });
});
