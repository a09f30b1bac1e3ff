/** One line: points as parallel arrays. `null` is a gap; NaN and the infinities are marked at the chart's edge. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** A band around the line, e.g. mean ± standard deviation. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** Which of the series colours it has; its place among the series if left out. */
  readonly colour?: number;
  /** If this is a sample: how far apart in x the points were before; smoothing then means the same. */
  readonly spacing?: number;
  /** `given`: a path that may turn back in x, drawn in the order of its points. */
  readonly order?: 'x' | 'given';
  /** Stands back behind the others, e.g. a run behind the mean of its group. */
  readonly faint?: boolean;
}

/** What a vertical line in a chart stands for, e.g. a checkpoint. */
export interface ChartEvent {
  readonly x: number;
  readonly label: string;
}

/** A point of a chart that somebody asks about; `index` is its place in the arrays of the series. */
export interface ChartPoint {
  readonly series: ChartSeries;
  readonly index: number;
}

export type ChartRange = readonly [from: number, to: number];

/** Colours of the theme that stay apart from each other on light and dark ground. */
export const COLOUR_COUNT = 10;

/** The custom property that holds the colour of the n-th series. */
export const seriesColour = (index: number) => `var(--atl-series-${(index % COLOUR_COUNT) + 1})`;

/** Beyond the colours, lines are told apart by dashes. */
export const seriesDash = (index: number): number[] =>
  [[], [6, 4], [2, 3], [8, 3, 2, 3]][Math.floor(index / COLOUR_COUNT) % 4];

/** The first index whose x is not below the value, in an ascending array. */
export function firstIndexFrom(x: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The index of the x nearest to a value, in an ascending array; of two as near, the earlier. */
export function nearestIndex(x: ArrayLike<number>, value: number): number {
  const at = firstIndexFrom(x, value);
  if (at === 0 || at === x.length) {
    return Math.max(0, Math.min(at, x.length - 1));
  }
  return value - x[at - 1] <= x[at] - value ? at - 1 : at;
}
