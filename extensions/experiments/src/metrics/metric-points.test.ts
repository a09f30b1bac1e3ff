import type { MetricValue } from '@atelier-ml/api';
import { isSampled, mergePoints, withFinerPart } from './metric-points.ts';

const buildSeries = (points: [number, MetricValue][], count = points.length) => ({
  key: 'loss',
  steps: points.map(([step]) => step),
  values: points.map(([, value]) => value),
  times: points.map(([step]) => 1_000 + step),
  count
});

describe('mergePoints', () => {
  it('puts new points behind those it holds', () => {
    const held = mergePoints(
      undefined,
      buildSeries([
        [0, 0.9],
        [1, 0.8]
      ])
    );
    const merged = mergePoints(held, buildSeries([[2, 0.7]], 3));
    expect(merged.steps).toEqual([0, 1, 2]);
    expect(merged.values).toEqual([0.9, 0.8, 0.7]);
    expect(merged.count).toBe(3);
  });

  it('reads the three numbers that JSON cannot write', () => {
    const points = mergePoints(
      undefined,
      buildSeries([
        [0, 'NaN'],
        [1, 'Infinity'],
        [2, '-Infinity']
      ])
    );
    expect(points.values).toEqual([NaN, Infinity, -Infinity]);
  });

  it('puts a late step into its place and keeps both values of a step logged twice', () => {
    const held = mergePoints(
      undefined,
      buildSeries([
        [0, 1],
        [5, 2]
      ])
    );
    const merged = mergePoints(
      held,
      buildSeries(
        [
          [3, 3],
          [5, 4]
        ],
        4
      )
    );
    expect(merged.steps).toEqual([0, 3, 5, 5]);
    expect(merged.values).toEqual([1, 3, 2, 4]);
    expect(merged.times).toEqual([1_000, 1_003, 1_005, 1_005]);
  });

  it('answers the same object when nothing is new, so that nothing is drawn anew', () => {
    const held = mergePoints(undefined, buildSeries([[0, 1]]));
    expect(mergePoints(held, buildSeries([], 1))).toBe(held);
  });

  it('knows a sample from the whole', () => {
    expect(isSampled(mergePoints(undefined, buildSeries([[0, 1]], 10)))).toBe(true);
    expect(isSampled(mergePoints(undefined, buildSeries([[0, 1]])))).toBe(false);
  });
});

describe('withFinerPart', () => {
  const of = (points: [number, number][]) => mergePoints(undefined, buildSeries(points, 100));

  it('puts finer points in place of those of the sample', () => {
    const sample = of([
      [0, 1],
      [40, 2],
      [60, 3],
      [99, 4]
    ]);
    const finer = of([
      [30, 10],
      [40, 2],
      [50, 11]
    ]);
    const merged = withFinerPart(sample, finer, [30, 60]);
    expect(merged.steps).toEqual([0, 30, 40, 50, 60, 99]);
    expect(merged.values).toEqual([1, 10, 2, 11, 3, 4]);
    expect(merged.count).toBe(100);
  });

  it('drops points of the sample that the finer part knows of', () => {
    const sample = of([
      [0, 1],
      [45, 2],
      [99, 4]
    ]);
    const finer = of([
      [44, 10],
      [46, 11]
    ]);
    expect(withFinerPart(sample, finer, [44, 46]).steps).toEqual([0, 44, 46, 99]);
  });
});
