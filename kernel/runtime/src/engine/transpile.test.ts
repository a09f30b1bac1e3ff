import vm from 'node:vm';

import { createLocator } from './source-map.ts';
import { completenessOf, transpileCell } from './transpile.ts';

/** Runs a cell as the runner does: names declared, the script run, the last expression kept. */
async function run(code: string, modules: Record<string, object> = {}): Promise<unknown> {
  const { script, names, problems } = transpileCell(code, 1);
  expect(problems).toEqual([]);
  const results: Record<number, unknown> = {};
  const hidden = {
    results,
    import: (name: string) => Promise.resolve(modules[name]),
    turn: () => undefined,
    wait: (value: unknown) => value,
    waitEach: (values: unknown) => values
  };
  const declarations = names.length ? `let ${names.join(', ')};\n` : '';
  await vm.runInNewContext(declarations + script, { __atelier: hidden });
  return results[1];
}
const scriptOf = (code: string) => transpileCell(code, 1).script;
const namesOf = (code: string) => transpileCell(code, 1).names.sort();

describe('a cell as a script', () => {
  test('all names of the top level are declared, however they are written', () => {
    const code = `
      import a, { b as c, d } from 'x'; import * as e from 'y';
      const f = 1, { g, h: [i = 2, ...j], ...k } = q; let l; var m;
      function n() { var inner } class o {} enum p { r }
      for (var s = 0; ;) { var t; const inner = 1 } export const u = 1;
      interface Not {} type No = 1; declare const nope: number;
    `;
    expect(namesOf(code).join('')).toBe('acdefgijklmnopstu');
  });

  test('it gives its last expression', async () => {
    expect(await run('const a: number = 2; a * 3')).toBe(6);
    expect(await run('const a = 1')).toBeUndefined();
    expect(await run('enum E { a }')).toBeUndefined();
    expect(await run('export default 5')).toBe(5);
    expect(await run('{ a: 1 }')).toEqual({ a: 1 });
    expect(await run('{ let a = 1; a }')).toBeUndefined();
  });

  test('patterns are taken apart as declarations do', async () => {
    const code = `const { a, b: [c = 4, ...d], ...e } = { a: 1, b: [undefined, 2, 3], f: 5 };
      [a, c, d, e]`;
    expect(JSON.stringify(await run(code))).toBe('[1,4,[2,3],{"f":5}]');
  });

  test('functions are there from the start, and know their names', async () => {
    expect(await run('const x = f(); function f() { return f.name } x')).toBe('f');
  });

  test('a variable without a value is undefined again when its cell runs again', async () => {
    expect(await run('let a = 1; { var b = 2 } let c; c = 3; [a, b, c].join()')).toBe('1,2,3');
    expect(scriptOf('let a;')).toContain('a = void 0');
    expect(scriptOf('var a;')).not.toContain('a =');
  });

  test('it waits at the top, in loops, and for imports', async () => {
    const modules = { m: { default: 1, two: 2 } };
    const code = `import one, { two } from 'm'; import * as m from 'm';
      let sum = 0; for await (const x of [1, Promise.resolve(2)]) sum += x;
      [one, two, m.two, sum, (await import('m')).two].join()`;
    expect(await run(code, modules)).toBe('1,2,2,3,2');
  });

  test('a script without await is no async function', () => {
    expect(scriptOf('const a = 1; const f = async () => { await a }')).not.toMatch(/^\(async/);
    expect(scriptOf('await 1')).toMatch(/^\(async/);
  });

  test('only loops that await ask whether they were interrupted', () => {
    expect(scriptOf('while (true) { f() }')).not.toContain('turn');
    expect(scriptOf('while (true) { g(async () => { await 1 }) }')).not.toContain('turn');
    expect(scriptOf('while (true) { await f() }')).toContain('turn');
    expect(scriptOf('async function f() { do await g(); while (1) }')).toContain('turn');
  });

  test('types leave nothing behind', async () => {
    const code = `interface A { x: number } type B = A | undefined;
      abstract class C<T> { constructor(protected readonly x: T) {} abstract get(): T }
      class D extends C<number> { override get(): number { return this.x! } }
      (new D(3) satisfies A as unknown as D).get()`;
    expect(await run(code)).toBe(3);
  });

  test('decorators and JSX are compiled', async () => {
    const decorated = `const seen: string[] = [];
      function log(_: unknown, context: ClassMethodDecoratorContext) { seen.push(String(context.name)) }
      class A { @log go() {} } seen.join()`;
    expect(await run(decorated)).toBe('go');
    const jsx = 'const React = { createElement: (tag: string) => tag };\nconst x = <b>text</b>;\nx';
    expect(await run(jsx)).toBe('b');
  });

  test('errors of syntax have a place', () => {
    const [problem] = transpileCell('let a = 1;\nconst = 2;', 1).problems;
    expect(problem).toMatchObject({ line: 1, column: 6, code: 1134 });
  });
});

test('places in the script lead back to the cell', () => {
  const code = 'type A = 1;\nimport x from "y";\nfunction f() {\n  throw new Error("here");\n}';
  const { script, sourceMap } = transpileCell(code, 1);
  const lines = script.split('\n');
  const line = lines.findIndex(each => each.includes('throw'));
  const locate = createLocator(sourceMap);
  expect(locate({ line, column: lines[line].indexOf('new Error') })).toEqual({
    line: 3,
    column: 8
  });
});

test.each([
  ['1', 'complete'],
  ['const a = {', 'incomplete'],
  ['f(1,', 'incomplete'],
  ['`text', 'incomplete'],
  ['/* text', 'incomplete'],
  ['const = 1', 'invalid'],
  ['let 1a', 'invalid']
])('%j is %s', (code, status) => {
  expect(completenessOf(code)).toBe(status);
});
