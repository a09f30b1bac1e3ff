import type { AlignedData, Axis, Options, Scale, Series } from 'uplot';
import UPlot from 'uplot';
import { formatNumber } from '../format.ts';
import { orderedPoints, seriesColour, seriesDash, smoothed } from './series.ts';
import type { ChartSeries } from './series.ts';

export interface PlotSettings {
  series: readonly ChartSeries[];
  hidden: ReadonlySet<string>;
  xKind: 'number' | 'time';
  logX: boolean;
  logY: boolean;
  smoothing: number;
}

/** Where the pointer is: its value, and its place in the drawing in pixels. */
export interface ChartCursor {
  readonly x: number;
  readonly left: number;
  readonly beyondMiddle: boolean;
}

export interface PlotCallbacks {
  /** The pointer is at an x value and at a place of the drawing, or has left. */
  onCursor(at: ChartCursor | null): void;
  onZoom(zoomed: boolean): void;
}

export interface Plot {
  /** Draws new values; a zoom stays. */
  draw(settings: PlotSettings): void;
  resize(width: number, height: number): void;
  resetZoom(): void;
  /** Moves the cursor to an x value. */
  pointAt(x: number): void;
  destroy(): void;
}

/** Pixels for ticks and one line of numbers. */
const X_AXIS_HEIGHT = 32;

const positive = (value: number) => Number.isFinite(value) && value > 0;

/** Draws lines into an element. What cannot change in uPlot (scales, number of series) makes it anew. */
export function createPlot(node: HTMLElement, first: PlotSettings, callbacks: PlotCallbacks): Plot {
  let shape = '';
  let chart: UPlot | null = null;
  let current = first;
  let zoomed = false;
  const size = { width: 100, height: 100 };

  const setZoomed = (value: boolean) => {
    zoomed = value;
    callbacks.onZoom(value);
  };
  const build = (data: AlignedData) => {
    const { min, max } = chart?.scales.x ?? {};
    chart?.destroy();
    chart = new UPlot(optionsOf(current, node, size, callbacks, setZoomed), data, node);
    if (zoomed && min != null && max != null && (min > 0 || !current.logX)) {
      chart.setScale('x', { min, max });
    } else {
      setZoomed(false);
    }
  };
  const draw = (settings: PlotSettings) => {
    current = settings;
    const data = dataOf(settings);
    const next = JSON.stringify([
      settings.series.map(({ key, label, colour }) => [key, label, colour]),
      settings.xKind,
      settings.logX,
      settings.logY,
      settings.smoothing > 0
    ]);
    if (next !== shape || !chart) {
      shape = next;
      build(data);
    } else {
      chart.setData(data, !zoomed);
    }
    settings.series.forEach(({ key }, index) =>
      showSeries(chart, settings, index, !settings.hidden.has(key))
    );
    if (zoomed) {
      chart?.redraw();
    }
  };
  draw(first);
  return {
    draw,
    resize: (width, height) => {
      size.width = width;
      size.height = height;
      chart?.setSize(size);
    },
    resetZoom: () => {
      setZoomed(false);
      chart?.setData(chart.data, true);
    },
    pointAt: x => {
      const left = chart?.valToPos(x, 'x') ?? 0;
      chart?.setCursor({ left, top: (chart.over.clientHeight || 2) / 2 });
    },
    destroy: () => chart?.destroy()
  };
}

/** With smoothing each series is drawn twice: faint as it is, strong as its trend. */
function showSeries(
  chart: UPlot | null,
  { smoothing }: PlotSettings,
  index: number,
  show: boolean
): void {
  const lines = smoothing > 0 ? [index * 2 + 1, index * 2 + 2] : [index + 1];
  for (const line of lines) {
    if (chart && chart.series[line].show !== show) {
      chart.setSeries(line, { show });
    }
  }
}

function dataOf({ series, smoothing, logX, logY }: PlotSettings): AlignedData {
  if (series.length === 0) {
    return [[]];
  }
  const tables = series.map(one => {
    const { x, y } = orderedPoints(one, logY ? positive : Number.isFinite);
    const from = logX ? x.findIndex(positive) : 0;
    const xs = from > 0 ? x.slice(from) : from < 0 ? [] : x;
    const ys = from > 0 ? y.slice(from) : from < 0 ? [] : y;
    return (smoothing > 0 ? [xs, ys, smoothed(ys, smoothing)] : [xs, ys]) as AlignedData;
  });
  return tables.length === 1 ? tables[0] : UPlot.join(tables);
}

function optionsOf(
  settings: PlotSettings,
  node: HTMLElement,
  size: { width: number; height: number },
  callbacks: PlotCallbacks,
  setZoomed: (zoomed: boolean) => void
): Options {
  const style = getComputedStyle(node);
  const read = (value: string) => style.getPropertyValue(value.slice(4, -1)).trim();
  const scale = (log: boolean): Scale => (log ? { distr: 3 } : {});
  const time = settings.xKind === 'time';
  return {
    ...size,
    ms: 1,
    scales: { x: { time, ...scale(settings.logX) }, y: scale(settings.logY) },
    axes: [
      { ...axisOf(read, time ? undefined : formatNumber), size: X_AXIS_HEIGHT },
      axisOf(read, formatNumber)
    ],
    series: [{}, ...settings.series.flatMap((one, index) => linesOf(one, index, settings, read))],
    legend: { show: false },
    cursor: { drag: { x: true, y: false }, focus: { prox: 24 }, points: { size: 7 } },
    hooks: {
      setSelect: [chart => chart.select.width > 0 && setZoomed(true)],
      setCursor: [
        chart => {
          const { left = -1 } = chart.cursor;
          callbacks.onCursor(
            left < 0
              ? null
              : {
                  x: chart.posToVal(left, 'x'),
                  left: left + chart.over.offsetLeft,
                  beyondMiddle: left > chart.over.clientWidth / 2
                }
          );
        }
      ],
      ready: [chart => chart.over.addEventListener('dblclick', () => setZoomed(false))]
    }
  };
}

function axisOf(
  read: (value: string) => string,
  format: ((value: number) => string) | undefined
): Axis {
  const line = { stroke: read('var(--jp-border-color2)'), width: 1 };
  return {
    stroke: read('var(--jp-ui-font-color2)'),
    font: `11px ${read('var(--jp-ui-font-family)') || 'sans-serif'}`,
    grid: line,
    ticks: { ...line, size: 4 },
    ...(format && {
      values: (_: UPlot, splits: number[]) =>
        splits.map(value => (value === null ? '' : format(value)))
    }),
    size: (_, values) => 18 + Math.max(22, ...(values ?? []).map(value => 6 * value.length))
  };
}

function linesOf(
  one: ChartSeries,
  index: number,
  settings: PlotSettings,
  read: (value: string) => string
): Series[] {
  const line: Series = {
    label: one.label,
    stroke: read(seriesColour(one.colour ?? index)),
    width: 1.75,
    dash: seriesDash(one.colour ?? index),
    // a single point has no line: show it
    points: { show: one.x.length === 1, size: 6 }
  };
  return settings.smoothing > 0 ? [{ ...line, alpha: 0.25, width: 1 }, line] : [line];
}
