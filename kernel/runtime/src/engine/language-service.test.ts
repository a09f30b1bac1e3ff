import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { createCellLanguageService } from './language-service.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cells-'));
const packages = path.join(folder, 'packages');
afterAll(() => fs.rmSync(folder, { recursive: true }));

function buildPackage(name: string, declarations: string): void {
  const target = path.join(packages, name);
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, 'package.json'), '{ "types": "./index.d.ts" }');
  fs.writeFileSync(path.join(target, 'index.d.ts'), declarations);
}
buildPackage('inner', 'export interface Inner { deep: number }');
buildPackage(
  '@atelier-ml/sdk',
  "import type { Inner } from 'inner'; export declare function make(): Inner;"
);
fs.writeFileSync(path.join(folder, 'own.ts'), 'export const own = { value: 1 };');

const service = createCellLanguageService({
  folder,
  packages,
  ambient: 'declare const $data: { rows: number }[];',
  cacheFolder: folder
});
let keys = 0;
function run(text: string): number[] {
  const cell = { key: ++keys, text };
  const codes = service.check(cell).map(each => each.code);
  service.settle(cell);
  return codes;
}
const complete = (text: string) => service.complete(text, text.length).items.map(each => each.name);

describe('the tools over cells', () => {
  test('names and types of earlier cells are known, the latest counts', () => {
    expect(run('interface Point { x: number }\nconst p: Point = { x: 1 };')).toEqual([]);
    expect(run('p.x.toFixed(); let q: Point = p;')).toEqual([]);
    expect(run('p.y')).toEqual([2339]);
    expect(run("const p = 'text';")).toEqual([]);
    expect(run('p.length')).toEqual([]);
  });

  test('a name of another cell may be set', () => {
    run('let counter = 0; function redefine() {}');
    expect(run('counter += 1; counter++')).toEqual([]);
  });

  test('findings have their place in the cell', () => {
    const [found] = service.check({ key: ++keys, text: "\nconst n: number = 'x';" });
    expect(found).toMatchObject({ line: 1, column: 6, start: 7, end: 8, code: 2322 });
  });

  test('packages that come with the kernel, and what they need, have types', () => {
    expect(run("import { make } from '@atelier-ml/sdk';\nmake().deep.toFixed()")).toEqual([]);
    expect(run('make().shallow')).toEqual([2339]);
    expect(run("import 'inner'; import { x } from 'inner'")).toContain(2307);
  });

  test('modules of the folder have types', () => {
    expect(run("import { own } from './own';\nown.value.toFixed()")).toEqual([]);
    expect(run("import { own } from './own.ts';\nown.nothing")).toEqual([2339]);
  });

  test('completion: members, names of cells, names of properties in earlier cells', () => {
    run('const patient = { glucose: 1 };');
    expect(complete('patient.glu')).toEqual(['glucose']);
    expect(complete('patie')[0]).toBe('patient');
    expect(complete('$data[0].')).toContain('rows');
  });

  test('inspection: signature and documentation', () => {
    run('/** Adds one. @param x what to add to */\nfunction inc(x: number) { return x + 1 }');
    const found = service.inspect('inc(1)', 1);
    expect(found?.signature).toMatch(/^(function )?inc\(x: number\): number$/);
    expect(found?.documentation).toContain('Adds one.');
    expect(service.inspect('inc(', 4)?.signature).toBe('inc(x: number): number');
    expect(service.inspect('   ', 1)).toBeUndefined();
  });
});
