import { EditorLanguageRegistry } from '@jupyterlab/codemirror';
import { alignCells, similarity } from './align-cells.ts';
import type { Cell } from './align-cells.ts';
import { createCanonicalForm } from './canonical-code.ts';
import { diffTexts, withContext } from './text-diff.ts';

const cell = (cellId: string, source: string): Cell => ({
  cellId,
  source,
  sourceHash: source,
  executionCount: 1,
  at: 0
});
const pairsOf = (base: Cell[], other: Cell[]) =>
  alignCells(base, other).map(pair => [pair.base?.source ?? null, pair.other?.source ?? null]);

describe('cells of two runs', () => {
  it('belong together by id, whatever has become of their source', () => {
    expect(pairsOf([cell('a', 'x = 1')], [cell('a', 'totally different')])).toEqual([
      ['x = 1', 'totally different']
    ]);
  });

  it('belong together by source, then by the lines that they share', () => {
    const fit = 'model.fit(x)\nscore = model.score(y)\nlog(score)';
    const base = [cell('a', 'load()'), cell('b', fit)];
    const other = [cell('c', fit.replace('log', 'print')), cell('d', 'load()')];
    expect(pairsOf(base, other)).toEqual([
      [fit, fit.replace('log', 'print')],
      ['load()', 'load()']
    ]);
  });

  it('stand alone where the other run has nothing like them, in their place', () => {
    const base = [cell('a', 'one'), cell('gone', 'plot(everything)'), cell('b', 'two')];
    const other = [cell('a', 'one'), cell('b', 'two'), cell('new', 'save(model)')];
    expect(pairsOf(base, other)).toEqual([
      ['one', 'one'],
      ['plot(everything)', null],
      ['two', 'two'],
      [null, 'save(model)']
    ]);
  });

  it('count as they were executed last', () => {
    expect(pairsOf([cell('a', 'x = 1'), cell('a', 'x = 2')], [cell('a', 'x = 2')])).toEqual([
      ['x = 2', 'x = 2']
    ]);
  });

  it('are as alike as the share of their lines', () => {
    expect(similarity('a\nb', 'a\n\n  b ')).toBe(1);
    expect(similarity('a\nb', 'a\nc')).toBe(0.5);
    expect(similarity('a', 'b')).toBe(0);
  });
});

describe('the form of code', () => {
  const languages = new EditorLanguageRegistry();
  EditorLanguageRegistry.getDefaultLanguages().forEach(language => languages.addLanguage(language));
  const form = createCanonicalForm(languages);
  const same = async (language: string, a: string, b: string) =>
    (await form(a, language)) === (await form(b, language));

  it.each([
    ['python', 'f(1,2)', 'f(\n    1,\n    2,\n)'],
    ['python', 'if x:\n  y = 1', 'if x:\n    y = 1  # one'],
    ['python', "s = 'a'", 's = "a"'],
    ['typescript', 'const f = (a: number) => a', 'const f = (\n  a: number\n) => a; // same']
  ])('of %s is the same over layout and comments', async (language, a, b) => {
    expect(await same(language, a, b)).toBe(true);
  });

  it.each([
    ['python', 'f(1, 2)', 'f(2, 1)'],
    ['python', 'if x:\n  y = 1\nz = 2', 'if x:\n  y = 1\n  z = 2'],
    ['python', "s = 'a b'", "s = 'a  b'"],
    ['typescript', 'let a = 1', 'const a = 1'],
    ['typescript', 'a + b * c', '(a + b) * c']
  ])('of %s is another one where the meaning is', async (language, a, b) => {
    expect(await same(language, a, b)).toBe(false);
  });

  it('is not known for what is no code, or in a language without a parser', async () => {
    expect(await form('def (', 'python')).toBeNull();
    expect(await form('x', 'klingon')).toBeNull();
    expect(await createCanonicalForm(null)('x', 'python')).toBeNull();
  });
});

describe('the difference of two texts', () => {
  it('names the words of a line that differ', () => {
    const [removed, added] = diffTexts('lr = 0.1\n', 'lr = 0.2');
    expect(removed).toMatchObject({ kind: 'removed', from: 1, to: null });
    expect(
      added.parts
        .filter(part => part.changed)
        .map(part => part.text)
        .join('')
    ).toContain('2');
    expect(added.parts.map(part => part.text).join('')).toBe('lr = 0.2');
  });

  it('numbers the lines of both', () => {
    const lines = diffTexts('a\nb\nc', 'a\nx\ny\nc');
    expect(lines.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['same', 1, 1],
      ['removed', 2, null],
      ['added', null, 2],
      ['added', null, 3],
      ['same', 3, 4]
    ]);
  });

  it('leaves out what is far from any change', () => {
    const base = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const lines = withContext(diffTexts(base.join('\n'), [...base, 'new'].join('\n')), 2);
    expect(lines.map(line => line?.kind ?? '…')).toEqual(['…', 'same', 'same', 'added']);
  });
});
