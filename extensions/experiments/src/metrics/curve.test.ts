import { toCurve } from './curve.ts';
import { guessDirection } from './metric-direction.ts';
import { groupMetrics } from './metric-group.ts';

const buildPoints = (values: number[], times = values.map((_, index) => 1_000 + index * 500)) => ({
  key: 'loss',
  steps: values.map((_, index) => index),
  values,
  times,
  count: values.length
});

describe('toCurve', () => {
  it('counts what is no finite number and hands it on', () => {
    const curve = toCurve(buildPoints([1, NaN, Infinity, 2]), 0, 'step');
    expect(curve.x).toEqual([0, 1, 2, 3]);
    expect(curve.y).toEqual([1, NaN, Infinity, 2]);
    expect(curve.nonFinite).toBe(2);
  });

  it('takes seconds since the start as x, never below zero', () => {
    const curve = toCurve(buildPoints([1, 2, 3], [900, 1_500, 3_000]), 1_000, 'relative');
    expect(curve.x).toEqual([0, 0.5, 2]);
  });

  it('takes the time itself as x', () => {
    expect(toCurve(buildPoints([1, 2], [900, 1_500]), 1_000, 'time').x).toEqual([900, 1_500]);
  });

  it('takes another metric as x, at the steps that both have', () => {
    const epochs = { ...buildPoints([10, 20, 15]), key: 'epoch', steps: [0, 2, 3] };
    const curve = toCurve(buildPoints([1, 2, 3, 4, 5]), 0, 'metric:epoch', epochs);
    expect(curve.x).toEqual([10, 20, 15]);
    expect(curve.y).toEqual([1, 3, 4]);
    expect(curve.steps).toEqual([0, 2, 3]);
  });

  it('knows how far apart the points of a sample were', () => {
    const sample = { ...buildPoints([1, 2, 3]), steps: [0, 50, 100], count: 101 };
    expect(toCurve(sample, 0, 'step').spacing).toBe(1);
    expect(toCurve(buildPoints([1, 2, 3]), 0, 'step').spacing).toBeUndefined();
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
