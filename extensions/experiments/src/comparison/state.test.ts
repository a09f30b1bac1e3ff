import type { JSONObject } from '@lumino/coreutils';
import { liveCellCode, pythonLiteral } from './live-cell.ts';
import { comparisonReferenceOf } from './output/comparison-output.ts';
import { PageMemory } from './page-memory.ts';
import { comparisonKey, readSource } from './run-source.ts';
import { readState, writeState } from './saved-state.ts';
import { changedSettings, DEFAULT_SETTINGS, readSettings } from './settings.ts';
import { toCsv } from './csv.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const STATE = {
  source: { kind: 'runs' as const, ids: [A, B] },
  settings: {
    ...DEFAULT_SETTINGS,
    tab: 'scatter' as const,
    groupBy: ['params.model'],
    scatter: { ...DEFAULT_SETTINGS.scatter, logX: true }
  }
};

describe('what is kept of a comparison', () => {
  it('comes back as it was, through JSON', () => {
    expect(readState(JSON.parse(JSON.stringify(writeState(STATE))))).toEqual(STATE);
  });

  it('holds only what differs from the defaults', () => {
    expect(changedSettings(DEFAULT_SETTINGS)).toEqual({});
    expect(changedSettings(STATE.settings)).toEqual({
      tab: 'scatter',
      groupBy: ['params.model'],
      scatter: { logX: true }
    });
  });

  it('takes what does not fit for the default, and runs only by their ids', () => {
    const saved = { tab: 'nothing', hidden: 'all', scatter: { logX: 'yes', x: 5 }, list: false };
    expect(readSettings(saved)).toEqual({ ...DEFAULT_SETTINGS, list: false });
    expect(readSettings(null)).toEqual(DEFAULT_SETTINGS);
    expect(readSource({ kind: 'runs', ids: [A, '../x', A] })).toEqual({ kind: 'runs', ids: [A] });
    expect(readSource({ ids: [] })).toBeNull();
    expect(readSource({ kind: 'query', limit: 1e9 })).toMatchObject({ filter: '', limit: 1_000 });
  });

  it('is found again by the browser, the oldest forgotten first', () => {
    const kept = new Map<string, unknown>();
    const memory = new PageMemory({
      read: name => kept.get(name),
      write: (name, value) => void kept.set(name, value)
    });
    memory.keep('first', { a: 1 });
    for (let page = 0; page < 40; page++) {
      memory.keep(`page ${page}`, { page });
    }
    expect(memory.recall('page 39')).toEqual({ page: 39 });
    expect(memory.recall('first')).toBeNull();
  });
});

describe('the page of a comparison', () => {
  it('is one for the same runs in any order, and short for many', () => {
    expect(comparisonKey({ runs: [A, B] })).toBe(comparisonKey({ runs: [B, A] }));
    const many = Array.from({ length: 300 }, (_, index) => index.toString(16).padStart(32, '0'));
    expect(comparisonKey({ runs: many }).length).toBeLessThan(40);
    expect(comparisonKey({ runs: many })).not.toBe(comparisonKey({ runs: many.slice(1) }));
  });

  it('is another one for another query, and a saved view’s own', () => {
    const query = (filter: string) =>
      comparisonKey({ runs: [], state: { source: { kind: 'query', filter } } });
    expect(query('a = 1')).not.toBe(query('a = 2'));
    expect(comparisonKey({ runs: [], view: A })).toBe(A);
  });
});

describe('the code of a live cell', () => {
  const cell = { workspace: 'w1', state: STATE, text: 'Comparison of 2 runs: a <b>, c' };

  it('shows in TypeScript a bundle that names the comparison', () => {
    const code = liveCellCode('typescript', cell);
    const [, json] = /^display\.raw\((.*)\);\n$/s.exec(code)!;
    const bundle = JSON.parse(json) as JSONObject;
    const reference = comparisonReferenceOf(bundle['application/vnd.atelier.comparison+json']);
    expect(reference).toEqual({ workspace: 'w1', ...STATE });
    expect(bundle['text/html']).toBe('<p>Comparison of 2 runs: a &lt;b&gt;, c</p>');
  });

  it('is Python in a Python kernel', () => {
    const code = liveCellCode('python', cell);
    expect(code).toMatch(/^from IPython\.display import display\n/);
    expect(code).toContain('"logX": True');
    expect(pythonLiteral({ a: [null, false, 'x\n'], b: {}, c: [] }, '')).toBe(
      '{\n    "a": [\n        None,\n        False,\n        "x\\n",\n    ],\n    "b": {},\n    "c": [],\n}'
    );
  });

  it('is no comparison without runs', () => {
    expect(comparisonReferenceOf({ source: { kind: 'runs', ids: ['x'] } })).toBeNull();
    expect(comparisonReferenceOf(null)).toBeNull();
  });
});

test('CSV quotes what has to be, and disarms formulas', () => {
  expect(
    toCsv([
      ['a,b', 'say "x"', null, -1.5],
      ['=1+1', '-x', '-2', '@x']
    ])
  ).toBe('"a,b","say ""x""",,-1.5\r\n\'=1+1,\'-x,-2,\'@x\r\n');
});
