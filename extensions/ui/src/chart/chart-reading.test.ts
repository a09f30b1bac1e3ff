import { linesToCsv, sceneToSvg } from './chart-export.ts';
import { pointOf, readAt } from './chart-reading.ts';
import { buildScene } from './chart-scene.ts';
import type { SceneSettings } from './chart-scene.ts';
import { projectionOf } from './painter.ts';
import { movedRange, zoomedRange } from './plot-pointer.ts';
import type { ChartSeries } from './series.ts';

const BOX = { left: 0, top: 0, width: 100, height: 100 };
const WHOLE = { x: null, y: null };

const buildSettings = (
  series: readonly ChartSeries[],
  more: Partial<SceneSettings> = {}
): SceneSettings => ({
  series,
  hidden: new Set(),
  logX: false,
  logY: false,
  smoothing: { kind: 'ema', weight: 0 },
  clip: false,
  goal: null,
  events: [],
  ...more
});

const flat = (key: string, height: number): ChartSeries => ({
  key,
  label: `run ${key}`,
  x: [0, 5, 10],
  y: [height, height, height]
});

const read = (settings: SceneSettings, x: number, y: number | null) => {
  const scene = buildScene(settings, WHOLE);
  const project = projectionOf(scene, BOX);
  return readAt(scene, project, { x, y: y === null ? null : project.y(y) });
};

describe('a reading', () => {
  it('is about the line that the pointer is nearest to', () => {
    const reading = read(buildSettings([flat('a', 1), flat('b', 2)]), 4, 1.9);
    expect(reading.focused && pointOf(reading.focused)).toMatchObject({
      series: { key: 'b' },
      index: 1
    });
    expect(reading.x).toBe(5);
  });

  it('names few of many lines, those around the pointer, from top to bottom', () => {
    const many = Array.from({ length: 200 }, (_, n) => flat(String(n), n));
    const { values, more } = read(buildSettings(many), 5, 100);
    expect(values).toHaveLength(12);
    expect(more).toBe(188);
    const heights = values.map(({ y }) => y);
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
    expect(heights).toContain(100);
  });

  it('leaves hidden lines out', () => {
    const settings = buildSettings([flat('a', 1), flat('b', 2)], { hidden: new Set(['b']) });
    expect(read(settings, 5, 2).focused?.line.series.key).toBe('a');
  });

  it('finds points of a path that turns back', () => {
    const path: ChartSeries = { ...flat('a', 1), x: [10, 0, 5], y: [1, 2, 3], order: 'given' };
    const reading = read(buildSettings([path]), 5, 3);
    expect(reading.focused && pointOf(reading.focused).index).toBe(2);
  });

  it('says what has no place, e.g. NaN', () => {
    const series: ChartSeries = { ...flat('a', 1), y: [1, NaN, 2] };
    expect(read(buildSettings([series]), 5, null).focused?.value).toBeNaN();
  });
});

describe('a scene', () => {
  it('marks the best value by the goal', () => {
    const series = [{ ...flat('a', 1), y: [0.2, 0.9, NaN] }, flat('b', 0.5)];
    expect(buildScene(buildSettings(series, { goal: 'maximize' }), WHOLE).best?.y).toBe(0.9);
    expect(buildScene(buildSettings(series, { goal: 'minimize' }), WHOLE).best?.y).toBe(0.2);
    expect(buildScene(buildSettings(series), WHOLE).best).toBeNull();
  });

  it('keeps a zoom while points arrive', () => {
    const zoom = { x: [2, 6] as const, y: null };
    const before = buildScene(buildSettings([flat('a', 1)]), zoom);
    const longer = { ...flat('a', 1), x: [0, 5, 500], y: [1, 1, 9] };
    const after = buildScene(buildSettings([longer]), zoom);
    expect(after.x).toEqual(before.x);
    expect(after.y).toEqual(before.y);
  });

  it('shows everything when the zoom has no place on a logarithmic axis', () => {
    const scene = buildScene(buildSettings([flat('a', 1)], { logX: true }), { x: [0, 5], y: null });
    expect(scene.x).toEqual([5, 10]);
  });
});

describe('an exported chart', () => {
  const ink = { colour: () => 'red', text: 'black', quiet: 'grey', ground: 'white', font: '' };

  it('is an SVG with title, ticks and names, and nothing of them is markup', () => {
    const scene = buildScene(buildSettings([{ ...flat('a', 1), label: 'a<b' }]), WHOLE);
    const text = sceneToSvg(scene, {
      title: 'loss & more',
      xLabel: 'Step',
      width: 400,
      height: 300,
      xTicks: [{ at: 5, text: '5' }],
      yTicks: [{ at: 1, text: '1' }],
      ink,
      family: 'sans-serif'
    });
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(document.querySelector('parsererror')).toBeNull();
    const texts = [...document.querySelectorAll('text')].map(one => one.textContent);
    expect(texts).toEqual(['loss & more', '5', '1', 'Step', 'a<b']);
  });

  it('is a table with raw and smoothed values', () => {
    const series = { ...flat('a', 1), label: 'a, b', y: [1, NaN, 1] };
    const settings = buildSettings([series], { smoothing: { kind: 'ema', weight: 0.5 } });
    expect(linesToCsv(buildScene(settings, WHOLE).lines, 'Step')).toBe(
      'line,Step,value,smoothed\r\n"a, b",0,1,1\r\n"a, b",5,NaN,\r\n"a, b",10,1,1\r\n'
    );
  });
});

describe('zooming', () => {
  it('keeps the place under the pointer', () => {
    expect(zoomedRange([0, 100], 50, 0.5, false)).toEqual([25, 75]);
    expect(zoomedRange([0, 100], 0, 0.5, false)).toEqual([0, 50]);
    const [from, to] = zoomedRange([1, 10_000], 100, 0.5, true);
    expect(from).toBeCloseTo(10, 8);
    expect(to).toBeCloseTo(1_000, 8);
  });

  it('moves by a share of what is seen', () => {
    expect(movedRange([0, 100], 0.1, false)).toEqual([10, 110]);
    expect(movedRange([1, 100], 0.5, true)).toEqual([10, 1_000]);
  });
});
