import { xRangeOf, yRangeOf } from './chart-ranges.ts';
import { prepareLine } from './prepared-line.ts';
import type { LineOptions } from './prepared-line.ts';
import type { ChartSeries } from './series.ts';

const PLAIN: LineOptions = { logX: false, logY: false, smoothing: { kind: 'ema', weight: 0 } };
const line = (x: number[], y: (number | null)[], more: Partial<ChartSeries> = {}) => ({
  key: 'a',
  label: 'a',
  x,
  y,
  ...more
});

describe('a prepared line', () => {
  it('has its points in order, the last of two at one place', () => {
    const { x, y, indices } = prepareLine(line([3, 1, 3], [30, 10, 31]), PLAIN);
    expect([...x]).toEqual([1, 3]);
    expect([...y]).toEqual([10, 31]);
    expect([...indices!]).toEqual([1, 2]);
  });

  it('stays in the given order where it may turn back', () => {
    const { x, ascending } = prepareLine(line([3, 1, 2], [1, 2, 3], { order: 'given' }), PLAIN);
    expect([...x]).toEqual([3, 1, 2]);
    expect(ascending).toBe(false);
  });

  it('has gaps for NaN and the infinities, and says where they were', () => {
    const { y, odd } = prepareLine(line([1, 2, 3, 4], [1, NaN, Infinity, null]), PLAIN);
    expect([...y]).toEqual([1, NaN, NaN, NaN]);
    expect(odd).toEqual([
      { x: 2, value: NaN },
      { x: 3, value: Infinity }
    ]);
  });

  it('leaves out what a logarithmic axis has no place for', () => {
    const { x, y, unplaced } = prepareLine(line([0, 1, 2], [5, 0, 7]), {
      ...PLAIN,
      logX: true,
      logY: true
    });
    expect([...x]).toEqual([1, 2]);
    expect([...y]).toEqual([NaN, 7]);
    expect(unplaced).toBe(2);
  });

  it('is made once for the same series and options', () => {
    const series = line([1, 2], [1, 2]);
    expect(prepareLine(series, PLAIN)).toBe(prepareLine(series, PLAIN));
    expect(prepareLine(series, { ...PLAIN, logY: true })).not.toBe(prepareLine(series, PLAIN));
  });
});

describe('ranges', () => {
  const of = (...series: ChartSeries[]) => series.map(one => prepareLine(one, PLAIN));

  it('go over all lines in x, and over what is seen of them in y', () => {
    const lines = of(line([0, 10], [1, 100]), line([5, 20], [2, 3]));
    expect(xRangeOf(lines, false)).toEqual([0, 20]);
    const [low, high] = yRangeOf(lines, [4, 8], { log: false, clip: false });
    expect(low).toBeLessThan(2);
    expect(high).toBeLessThan(4);
  });

  it('hold bands too', () => {
    const lines = of(line([0, 1], [5, 5], { low: [1, 1], high: [9, 9] }));
    const [low, high] = yRangeOf(lines, [0, 1], { log: false, clip: false });
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(9);
  });

  it('leave the outermost values out when clipped', () => {
    const values = Array.from({ length: 200 }, (_, n) => (n === 100 ? 1e6 : n % 10));
    const lines = of(
      line(
        values.map((_, n) => n),
        values
      )
    );
    expect(yRangeOf(lines, [0, 199], { log: false, clip: false })[1]).toBeGreaterThan(1e6);
    expect(yRangeOf(lines, [0, 199], { log: false, clip: true })[1]).toBeLessThan(12);
  });

  it('of what is zero all the time go up from there', () => {
    const zero = of(line([0, 1], [0, 0]));
    expect(yRangeOf(zero, [0, 1], { log: false, clip: false })).toEqual([0, 1]);
  });

  it('of one moment are a minute', () => {
    const at = Date.UTC(2026, 0, 1);
    expect(xRangeOf(of(line([at], [7])), false, true)).toEqual([at - 30_000, at + 30_000]);
  });

  it('are never empty', () => {
    expect(xRangeOf([], false)).toEqual([0, 1]);
    const flat = of(line([3], [7]));
    for (const [from, to] of [
      xRangeOf(flat, false),
      xRangeOf(flat, true),
      yRangeOf(flat, [0, 9], { log: false, clip: false }),
      yRangeOf(of(line([3], [NaN])), [0, 9], { log: true, clip: true })
    ]) {
      expect(to).toBeGreaterThan(from);
    }
  });
});
