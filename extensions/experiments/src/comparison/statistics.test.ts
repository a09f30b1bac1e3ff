import { buildRun, buildSummary } from '../testing/index.ts';
import { columnOf } from './fields.ts';
import { associations } from './importance.ts';
import { deviation, etaSquared, halfInterval, pearson, ranksOf, spearman } from './statistics.ts';
import { interpolate } from './surface.ts';

const PAIRS = [
  [1, 2],
  [2, 1],
  [3, 4],
  [4, 3],
  [5, 7]
] as const;

describe('statistics', () => {
  it('correlate pairs', () => {
    // deviations from the means 3 and 3.4: Σxy = 12, Σxx = 10, Σyy = 21.2
    expect(pearson(PAIRS)).toBeCloseTo(12 / Math.sqrt(212), 12);
    expect(spearman(PAIRS)).toBeCloseTo(0.8, 12);
    expect(pearson([[1, 1]])).toBeNaN();
    expect(
      pearson([
        [1, 5],
        [2, 5]
      ])
    ).toBeNaN();
  });

  it('give ties the mean of their ranks', () => {
    expect(ranksOf([10, 20, 10, 5])).toEqual([2.5, 4, 2.5, 1]);
  });

  it('know the interval of a mean', () => {
    // t(0.975; 1) = 12.706, t(0.975; 40) = 2.0211
    expect(halfInterval(1, 2)).toBeCloseTo(8.985, 2);
    expect(halfInterval(1, 41)).toBeCloseTo(2.0211 / Math.sqrt(41), 4);
    expect(halfInterval(1, 1)).toBeNaN();
    expect(deviation([4])).toBeNaN();
  });

  it('know the share of variance between categories', () => {
    const apart = [
      [0, 1],
      [0, 1],
      [1, 5],
      [1, 5]
    ] as const;
    expect(etaSquared(apart)).toBe(1);
    expect(
      etaSquared([
        [0, 1],
        [0, 5],
        [1, 1],
        [1, 5]
      ])
    ).toBe(0);
  });
});

describe('the association of params with a metric', () => {
  const runs = Array.from({ length: 12 }, (_, index) =>
    buildRun({
      params: {
        lr: String(index),
        model: index < 6 ? 'tree' : 'forest',
        seed: '7',
        name: `run-${index}`,
        noise: String((index * 7) % 5)
      },
      metrics: { auc: buildSummary(index < 6 ? 0.5 : 0.9) }
    })
  );
  const columns = ['lr', 'model', 'seed', 'name', 'noise'].map(key =>
    columnOf(runs, `params.${key}`, 'last')
  );
  const found = associations(columns, columnOf(runs, 'metrics.auc', 'last'));

  it('orders params by strength and says how it was measured', () => {
    expect(found.map(({ column, measure }) => [column.label, measure])).toEqual([
      ['model', 'η²'],
      ['lr', 'ρ'],
      ['noise', 'ρ']
    ]);
    expect(found[0].value).toBeCloseTo(1, 12);
  });

  it('says nothing of params that do not vary, or name every run', () => {
    expect(found.some(({ column }) => ['seed', 'name'].includes(column.label))).toBe(false);
  });

  it('needs a few runs', () => {
    const few = runs.slice(0, 3);
    const metric = columnOf(few, 'metrics.auc', 'last');
    expect(associations([columnOf(few, 'params.lr', 'last')], metric)).toEqual([]);
  });
});

test('a surface passes through its points and stays between their extremes', () => {
  const points = [
    { x: 0.05, y: 0.05, z: 1 },
    { x: 0.95, y: 0.95, z: 3 }
  ];
  const heights = interpolate(points, 10);
  expect(heights[0]).toBeCloseTo(1, 5);
  expect(heights[99]).toBeCloseTo(3, 5);
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...heights)).toBeLessThanOrEqual(3);
});
