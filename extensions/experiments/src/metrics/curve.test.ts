import type { CurveOptions } from './curve.ts';
import { toCurve } from './curve.ts';
import { guessDirection } from './metric-direction.ts';
import { groupMetrics } from './metric-group.ts';
import { smooth } from './smoothing.ts';

const buildPoints = (values: number[], times = values.map((_, index) => 1_000 + index * 500)) => ({
  key: 'loss',
  steps: values.map((_, index) => index),
  values,
  times,
  count: values.length
});
const PLAIN: CurveOptions = { axis: 'step', smoothing: 0, logX: false, logY: false };

describe('smooth', () => {
  it('leaves values alone at weight 0', () => {
    expect(smooth([1, 5, 3], 0)).toEqual([1, 5, 3]);
  });

  it('starts at the first value and keeps a constant constant', () => {
    const smoothed = smooth([4, 4, 4, 4], 0.9);
    smoothed.forEach(value => expect(value).toBeCloseTo(4, 12));
  });

  it('follows the formula of the bias-corrected average', () => {
    expect(smooth([1, 3], 0.5)[1]).toBeCloseTo((0.25 * 1 + 0.5 * 3) / 0.75, 12);
  });

  it('goes on after a NaN as if it had not been', () => {
    const [first, second, third] = smooth([1, NaN, 3], 0.5);
    expect([first, second]).toEqual([1, NaN]);
    expect(third).toBeCloseTo(smooth([1, 3], 0.5)[1], 12);
  });
});

describe('toCurve', () => {
  it('draws gaps where a value is no finite number, and counts them', () => {
    const curve = toCurve(buildPoints([1, NaN, Infinity, 2]), 0, PLAIN);
    expect(curve.y).toEqual([1, null, null, 2]);
    expect(curve.nonFinite).toBe(2);
  });

  it('takes seconds since the start as x, ascending, never below zero', () => {
    const curve = toCurve(buildPoints([1, 2, 3], [1_500, 900, 3_000]), 1_000, {
      ...PLAIN,
      axis: 'time'
    });
    expect(curve.x).toEqual([0, 0.5, 2]);
    expect(curve.y).toEqual([2, 1, 3]);
  });

  it('leaves out what a logarithmic axis has no place for', () => {
    const curve = toCurve(buildPoints([0, -1, 10]), 0, { ...PLAIN, logX: true, logY: true });
    expect(curve.x).toEqual([1, 2]);
    expect(curve.y).toEqual([null, 10]);
  });
});

describe('groupMetrics', () => {
  it('groups by the part before the first slash, keys without one first, numbers by size', () => {
    expect(groupMetrics(['train/loss', 'auc', 'fold10/auc', 'fold2/auc', 'train/auc'])).toEqual([
      { prefix: '', keys: ['auc'] },
      { prefix: 'fold2', keys: ['fold2/auc'] },
      { prefix: 'fold10', keys: ['fold10/auc'] },
      { prefix: 'train', keys: ['train/auc', 'train/loss'] }
    ]);
  });

  it('takes a slash at either end for part of the name', () => {
    expect(groupMetrics(['/x', 'y/'])).toEqual([{ prefix: '', keys: ['/x', 'y/'] }]);
  });
});

describe('guessDirection', () => {
  it.each(['loss', 'val_loss', 'trainLoss', 'cv/rmse', 'log loss', 'latency_ms', 'error'])(
    'wants %s low',
    key => expect(guessDirection(key)).toBe('lower')
  );
  it.each(['auc', 'accuracy', 'cv/f1', 'r2', 'glossary'])('wants %s high', key =>
    expect(guessDirection(key)).toBe('higher')
  );
});
