import { buildRun } from '../testing/index.ts';
import { aggregate, groupRuns } from './grouping.ts';

describe('groups of runs', () => {
  it('hold the runs that agree in all fields, in natural order of their values', () => {
    const run = (id: string, depth: string, model = 'forest') =>
      buildRun({ id, params: { depth, model } });
    const runs = [run('a', '10'), run('b', '2'), run('c', '10'), buildRun({ id: 'd' })];
    const groups = groupRuns(runs, ['params.depth', 'params.model']);
    expect(groups.map(({ label, runs: members }) => [label, members])).toEqual([
      ['depth=–, model=–', ['d']],
      ['depth=2, model=forest', ['b']],
      ['depth=10, model=forest', ['a', 'c']]
    ]);
  });
});

describe('the mean of curves', () => {
  it('is taken at common places, between two points along a straight line', () => {
    const a = { x: [0, 2], y: [0, 4] };
    const b = { x: [0, 1, 2], y: [2, 2, 2] };
    const { x, y, counts } = aggregate([a, b], 'none');
    expect(x).toEqual([0, 1, 2]);
    expect(y).toEqual([1, 2, 3]);
    expect(counts).toEqual([2, 2, 2]);
  });

  it('does not go beyond the end of a curve, nor over values that are no numbers', () => {
    const short = { x: [0, 1], y: [1, 1] };
    const long = { x: [0, 1, 2, 3], y: [3, NaN, 3, 3] };
    const { y, counts } = aggregate([short, long], 'none');
    expect(y).toEqual([2, 2, 3, 3]);
    expect(counts).toEqual([2, 2, 1, 1]);
  });

  it('has a band of standard deviation, 95 % confidence or extremes', () => {
    const lines = [1, 2, 3].map(value => ({ x: [0], y: [value] }));
    expect(aggregate(lines, 'deviation')).toMatchObject({ y: [2], low: [1], high: [3] });
    expect(aggregate(lines, 'range')).toMatchObject({ low: [1], high: [3] });
    // t(0.975; 2) = 4.303, s / √3 = 0.5774
    expect(aggregate(lines, 'interval').high[0]).toBeCloseTo(2 + 2.484, 3);
    expect(aggregate(lines, 'none').low).toEqual([null]);
  });

  it('closes the band where only one run is left', () => {
    expect(aggregate([{ x: [0], y: [5] }], 'deviation')).toMatchObject({ low: [5], high: [5] });
  });

  it('stays small for long curves, with both ends', () => {
    const x = Array.from({ length: 5_000 }, (_, index) => index);
    const line = aggregate([{ x, y: x }], 'none');
    expect(line.x.length).toBeLessThan(500);
    expect([line.x[0], line.x.at(-1)]).toEqual([0, 4_999]);
    expect(line.y).toEqual(line.x);
  });
});
