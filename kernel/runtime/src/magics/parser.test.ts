import { KERNEL_MAGICS } from './definition.ts';
import type { MagicDefinition } from './definition.ts';
import { completeMagic } from './completion.ts';
import { parseMagics } from './parser.ts';
import { createMagicRegistry, declareMagics } from './registry.ts';

const buildMagic = (magic: Partial<MagicDefinition> & { name: string }): MagicDefinition => ({
  kind: 'line',
  summary: 'Does something.',
  usage: `%${magic.name}`,
  ...magic
});

const registry = createMagicRegistry(KERNEL_MAGICS, [
  buildMagic({ name: 'data', returns: 'Rows' }),
  buildMagic({ name: 'log', options: ['--step'] }),
  buildMagic({ name: 'track', kind: 'cell', body: 'code' })
]);
const parse = (source: string) => parseMagics(source, registry);

describe('magics in a cell', () => {
  test('a cell without magics stays as it is', () => {
    const source = 'const a = 1;\na % 2';
    expect(parse(source)).toMatchObject({ run: source, tools: source, spans: [], magics: [] });
  });

  test('a line magic becomes a call on its own line', () => {
    const { run } = parse('const a = 1;\n%log loss=0.1 --step 2\na');
    expect(run.split('\n')).toEqual([
      'const a = 1;',
      'await __atelier.magic("log", "loss=0.1 --step 2");',
      'a'
    ]);
  });

  test('a magic gives its value to a variable', () => {
    const { run, tools } = parse('const rows = %data diabetes');
    expect(run).toBe('const rows = await __atelier.magic("data", "diabetes");');
    expect(tools.trimEnd()).toBe('const rows = $data');
  });

  test('a magic over code takes the code as its body and keeps the declaration', () => {
    expect(parse('%time f(1);').run).toBe(
      'await __atelier.magic("time", "f(1);", async () => (f(1)));'
    );
    expect(parse('%time const x: number = f()').run).toBe(
      'const x: number = await __atelier.magic("time", "const x: number = f()", async () => (f()));'
    );
  });

  test.each([
    'const a = 1;\n%log x=1\nconst rows = %data d',
    '%%time\nconst a = 1',
    '  %time f()',
    '%%html\n<b>',
    '%%track --name x\n%%time\n%log a=1\nb',
    '%data?'
  ])('the text for the tools is as long as the cell: %j', source => {
    const { tools } = parse(source);
    expect(tools).toHaveLength(source.length);
    expect(tools.split('\n')).toHaveLength(source.split('\n').length);
  });

  test('cell magics nest, outermost first', () => {
    const parsed = parse('%%track --name a\n%%time\nconst x = 1;');
    expect(parsed.magics).toEqual([
      { name: 'track', args: '--name a' },
      { name: 'time', args: '' }
    ]);
    expect(parsed.run.trim()).toBe('const x = 1;');
    expect(parsed.spans.map(each => each.start)).toEqual([0, 17]);
  });

  test('lines of code keep their numbers below a cell magic', () => {
    expect(parse('%%time\na\nb').run.split('\n')).toEqual(['', 'a', 'b']);
  });

  test('a cell magic over text gets the text', () => {
    expect(parse('%%html\n<b>%log</b>\n')).toMatchObject({
      magics: [{ name: 'html', args: '' }],
      text: '<b>%log</b>\n',
      spans: [{ kind: 'cell', start: 0, end: 6 }]
    });
  });

  test('a line in a template text or comment is no magic', () => {
    const source = 'const a = `\n%log x\n${ `\n%log y` }`;\n/*\n%log z\n*/\n"`"\n%log real=1';
    expect(parse(source).spans).toHaveLength(1);
  });

  test('an unknown magic is named, an unknown name after = is left to TypeScript', () => {
    expect(parse('%nothing').unknown).toEqual(['%nothing']);
    expect(parse('%%nothing\nx').unknown).toEqual(['%%nothing']);
    expect(parse('%%npm\nx').unknown).toEqual(['%%npm']);
    expect(parse('a = %nothing').unknown).toEqual([]);
  });

  test('a question mark asks for help', () => {
    expect(parse(' %time? ').help).toBe('time');
    expect(parse('%%time?').help).toBe('time');
  });
});

describe('completion of magics', () => {
  const complete = (text: string) => completeMagic(text, text.length, registry);

  test('names, with the sign that was typed', () => {
    expect(complete('%t')?.items.map(each => each.name)).toEqual(['%time', '%types']);
    expect(complete('const d = %da')?.items).toEqual([{ name: '%data', kind: 'magic' }]);
    expect(complete('%%t')?.items.map(each => each.name)).toEqual(['%%time', '%%track']);
    expect(complete('x\n%%t')?.items).toEqual([]);
  });

  test('arguments, from the options', () => {
    expect(complete('%log a=1 --s')).toEqual({
      start: 9,
      end: 12,
      items: [{ name: '--step', kind: 'option' }]
    });
  });

  test('code is left to the language service', () => {
    expect(complete('%time Math.')).toBeUndefined();
    expect(complete('a % b')).toBeUndefined();
  });
});

test('magics that give a value are declared with its type', () => {
  const declared = declareMagics(registry.list());
  expect(declared).toContain('declare const $data: Rows;');
  expect(declared).toContain('declare const $log: any;');
  expect(declared).not.toContain('$track');
});
