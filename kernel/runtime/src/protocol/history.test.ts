import { createHistory } from './history.ts';

function buildHistory() {
  const history = createHistory();
  ['a = 1', 'b(2)', 'a = 1', '[x]*'].forEach((code, i) => history.add(i + 1, code));
  history.keepResult(2, '4');
  return history;
}
const counts = (found: unknown[]) => found.map(each => (each as number[])[1]);

describe('history', () => {
  const history = buildHistory();

  test('the last ones', () => {
    expect(counts(history.find({ hist_access_type: 'tail', n: 2 }))).toEqual([3, 4]);
  });

  test('a range, with results when asked for', () => {
    const request = { hist_access_type: 'range', start: 2, stop: 4, output: true };
    expect(history.find(request)).toEqual([
      [1, 2, ['b(2)', '4']],
      [1, 3, ['a = 1', null]]
    ]);
  });

  test('a search by pattern, whose other signs mean themselves', () => {
    const search = (more: object) => counts(history.find({ hist_access_type: 'search', ...more }));
    expect(search({ pattern: 'a*' })).toEqual([1, 3]);
    expect(search({ pattern: 'a*', unique: true })).toEqual([3]);
    expect(search({ pattern: '*', n: 1 })).toEqual([4]);
    expect(search({ pattern: '[x]?' })).toEqual([4]);
    expect(search({ pattern: 'b(*' })).toEqual([2]);
    expect(search({ pattern: 'none' })).toEqual([]);
  });
});
