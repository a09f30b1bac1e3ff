import { smoothed } from './smoothing.ts';
import type { Smoothing } from './smoothing.ts';

const range = (length: number) => Array.from({ length }, (_, index) => index);
const KINDS: readonly Smoothing[] = [
  { kind: 'ema', weight: 0.9 },
  { kind: 'gaussian', weight: 0.9 }
];

describe.each(KINDS)('$kind', smoothing => {
  it('keeps a constant as it is and passes gaps on', () => {
    const trend = [...smoothed(range(5), [2, NaN, 2, 2, 2], smoothing)];
    expect(trend[1]).toBeNaN();
    for (const value of [trend[0], trend[2], trend[4]]) {
      expect(value).toBeCloseTo(2, 12);
    }
  });

  it('leaves the values alone with a weight of zero', () => {
    expect([...smoothed([0, 1], [1, 5], { ...smoothing, weight: 0 })]).toEqual([1, 5]);
  });

  it('takes noise out of a line', () => {
    const noisy = range(400).map(n => n + (n % 2 === 0 ? 20 : -20));
    const trend = smoothed(range(400), noisy, smoothing);
    const steps = [...trend].slice(101, 300).map((value, index) => value - trend[index + 100]);
    expect(Math.max(...steps.map(Math.abs))).toBeLessThan(6);
  });

  it('means the same for a sample as for all points', () => {
    const x = range(2_000);
    const wave = (n: number) => Math.sin(n / 150);
    const all = smoothed(x, x.map(wave), smoothing);
    const some = x.filter(n => n % 4 === 0);
    const sample = smoothed(some, some.map(wave), smoothing, 1);
    for (const n of [400, 1_000, 1_600]) {
      expect(sample[n / 4]).toBeCloseTo(all[n], 1);
    }
  });
});

it('takes the bias of its start out: the first value is its own average', () => {
  const trend = smoothed(range(2), [10, 0], { kind: 'ema', weight: 0.9 });
  expect(trend[0]).toBeCloseTo(10, 12);
  // s₂ = 0.9·1 + 0.1·0 = 0.9, by 1 − 0.9² = 0.19
  expect(trend[1]).toBeCloseTo(0.9 / 0.19, 12);
});

it('weighs by a normal density, to both sides alike', () => {
  const pulse = range(101).map(n => (n === 50 ? 1 : 0));
  const trend = smoothed(range(101), pulse, { kind: 'gaussian', weight: 0.8 });
  const sigma = 4;
  expect(trend[46]).toBeCloseTo(trend[54], 12);
  expect(trend[54] / trend[50]).toBeCloseTo(Math.exp(-0.5 * (4 / sigma) ** 2), 2);
  expect(trend[50 + 3 * sigma + 1]).toBe(0);
});
