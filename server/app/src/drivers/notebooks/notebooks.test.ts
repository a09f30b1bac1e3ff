import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createHtmlNotebooks } from './index.ts';

const pages = createHtmlNotebooks({
  workerFile: pathToFileURL(join(__dirname, 'notebook-worker.ts'))
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-notebook-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function render(content: unknown, title = 'a notebook'): Promise<string> {
  const file = join(folder, 'a.ipynb');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return pages.render({ file, title });
}

const notebook = (...cells: object[]) => ({
  ...{ cells, nbformat: 4, nbformat_minor: 5 },
  metadata: { language_info: { name: 'python' } }
});
const code = (source: string | string[], ...outputs: object[]) => ({
  ...{ cell_type: 'code', execution_count: 3, metadata: {}, source, outputs }
});
const shown = (data: object) => ({ output_type: 'display_data', data, metadata: {} });

describe('a notebook as a page', () => {
  it('has its code in colours, its text and its formulas', async () => {
    const page = await render(
      notebook(
        {
          cell_type: 'markdown',
          metadata: {},
          source: ['# Title\n', 'with $x^2$ and\n\n| a |\n|-|\n| b |']
        },
        {
          cell_type: 'markdown',
          metadata: {},
          source: '![plot](attachment:p.png)',
          attachments: { 'p.png': { 'image/png': 'aGk=' } }
        },
        code(['import os\n', 'print("hi")'])
      )
    );
    expect(page).toContain('<h1>Title</h1>');
    expect(page).toMatch(/<math[^>]*>.*<msup>/s);
    expect(page).toContain('<img src="data:image/png;base64,aGk=" alt="plot" />');
    expect(page).toMatch(/<table>\s*<thead>/);
    expect(page).toContain('<span class="hljs-keyword">import</span> os');
    expect(page).toContain('<span class="count">[3]</span>');
  });

  it('shows streams and errors in the colours of a terminal', async () => {
    const stream = (name: string, text: string) => ({ output_type: 'stream', name, text });
    const page = await render(
      notebook(
        code(
          'a',
          stream('stdout', '10 %\r20 %\r\u001b[32mdone\u001b[0m <b>\n'),
          stream('stderr', 'careful')
        ),
        code('b', {
          output_type: 'error',
          ename: 'ValueError',
          evalue: 'no',
          traceback: ['\u001b[31mValueError\u001b[0m: no']
        })
      )
    );
    expect(page).toContain('<pre class="stdout"><span class="ansi-green-fg">done</span> &lt;b&gt;');
    expect(page).not.toContain('10 %');
    expect(page).toContain('<pre class="stderr">careful</pre>');
    expect(page).toContain(
      '<pre class="error"><span class="ansi-red-fg">ValueError</span>: no</pre>'
    );
  });

  it('shows data in the richest form that it can', async () => {
    const page = await render(
      notebook(
        code(
          '',
          shown({
            'text/plain': 'plain',
            'text/html': ['<table border="1" class="dataframe">', '<tr><td>7</td></tr></table>']
          }),
          shown({ 'image/png': 'aGk=\n', 'text/plain': '<Figure>' }),
          shown({ 'image/svg+xml': '<svg onload="alert(1)"/>' }),
          shown({ 'text/latex': '$$\\frac{1}{2}$$' }),
          shown({ 'application/json': { a: 1 } }),
          shown({ 'application/x-unknown': {} })
        )
      )
    );
    expect(page).toContain('<td>7</td>');
    expect(page).not.toContain('plain');
    expect(page).toContain('<img alt="" src="data:image/png;base64,aGk=">');
    expect(page).toContain(`src="data:image/svg+xml;base64,${btoa('<svg onload="alert(1)"/>')}"`);
    expect(page).toContain('<mfrac>');
    expect(page).toContain('&quot;a&quot;: 1');
    expect(page).toContain('cannot be shown here: application/x-unknown');
  });

  it('keeps scripts within frames, and nothing else that acts at all', async () => {
    const attack = [
      '<img src="x" onerror="act()">',
      '<a href="javascript:act()">link</a>',
      '<form action="/act"><button>send</button></form>',
      '<p style="background:url(//elsewhere/act)">text</p>',
      '<img src="https://elsewhere/act.png">',
      '<meta http-equiv="refresh" content="0;url=act">',
      '<base href="//elsewhere/">'
    ].join('\n');
    const page = await render(
      notebook(
        {
          cell_type: 'markdown',
          metadata: {},
          source: `${attack}\n\n<script>act()</script>\n[x](javascript:act())`
        },
        { cell_type: 'raw', metadata: {}, source: '<script>act()</script>' },
        code('"</code><script>act()</script>"', shown({ 'text/html': attack })),
        code('', shown({ 'text/html': '<p>kept</p><script>act("in a frame")</script>' })),
        code('', shown({ 'image/png': '"><script>act()</script>' })),
        code('', shown({ 'text/latex': '\\href{javascript:act()}{x}<script>act()</script>' }))
      ),
      '</title><script>act()</script>'
    );
    const frames = [...page.matchAll(/<iframe ([^>]*?) srcdoc="([^"]*)"/g)];
    expect(frames.map(([, attributes]) => attributes)).toEqual([
      'sandbox="allow-scripts" title="Output" loading="lazy"'
    ]);
    expect(frames[0]![2]).toContain('&lt;p&gt;kept&lt;/p&gt;&lt;script&gt;');
    // What is left when the texts of frames are taken out: tags with their attributes.
    const tags = page.replaceAll(/srcdoc="[^"]*"/g, '').match(/<[a-z][^>]*>/gi)!;
    const those = (pattern: RegExp): string[] => tags.filter(tag => pattern.test(tag));
    expect(those(/^<(script|form|base|object|embed|svg|button)\b/i)).toEqual([]);
    expect(those(/\son\w+\s*=|refresh|url\(|javascript:/i)).toEqual([]);
    expect(those(/\s(href|src|action)\s*=\s*(?!"data:)/i)).toEqual([]);
  });

  it.each([
    ['what is no JSON', 'x', 'The notebook is not JSON.'],
    ['another format', { nbformat: 3, worksheets: [] }, 'It is no notebook of format 4.']
  ])('refuses %s', async (_, content, message) => {
    await expect(render(content)).rejects.toMatchObject({ code: 'invalid-content', message });
  });

  it('bears cells and outputs that are not as they should be', async () => {
    const page = await render(
      notebook({}, { cell_type: 'code', source: 5, outputs: [null, 5, { output_type: 'error' }] })
    );
    expect(page).toContain('<main>');
  });
});
