import { createCellTraces, failureOf, failureOfEnd } from './failures.ts';

test('frames become places in cells, with the line that failed', () => {
  const traces = createCellTraces();
  traces.add(3, 'one\ntwo\nthree', ({ line, column }) => ({ line: line - 1, column }));
  const failure = { ename: 'E', evalue: 'm', traceback: ['E: m', '    at f (cell_3.ts:3:2)'] };
  expect(traces.translate(failure).traceback).toEqual([
    'E: m',
    '    at f (In [3]:2:2)',
    '',
    '  1 │ one',
    '→ 2 │ two',
    '    │  ^',
    '  3 │ three'
  ]);
});

test('frames of unknown cells stay as they are', () => {
  const failure = { ename: 'E', evalue: 'm', traceback: ['at cell_9.ts:1:1'] };
  expect(createCellTraces().translate(failure)).toEqual(failure);
});

test('errors of the compiler are told apart: syntax and types', () => {
  const found = { line: 0, column: 4, start: 4, end: 5, message: 'wrong' };
  expect(failureOf([{ ...found, code: 1005 }], 2, 'abc def').ename).toBe('SyntaxError');
  const failure = failureOf([{ ...found, code: 2322 }], 2, 'abc def');
  expect(failure.ename).toBe('TypeScriptError');
  expect(failure.traceback[0]).toBe('In [2]:1:5 - TS2322: wrong');
});

test('the end of the process says what happened and what to do', () => {
  const killed = failureOfEnd({ code: null, signal: 'SIGKILL', outOfMemory: false });
  expect(killed.evalue).toMatch(/signal SIGKILL.*run the cells again/);
  const full = failureOfEnd({ code: 134, signal: null, outOfMemory: true });
  expect(full).toMatchObject({ ename: 'OutOfMemoryError' });
});
