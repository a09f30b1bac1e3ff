/** One line: points as parallel arrays; null is a gap. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** Which of the series colours it has; its place among the series if left out. */
  readonly colour?: number;
}

/** Colours of the theme that stay apart from each other on light and dark ground. */
const COLOUR_COUNT = 10;

/** The custom property that holds the colour of the n-th series. */
export const seriesColour = (index: number) => `var(--atl-series-${(index % COLOUR_COUNT) + 1})`;

/** Beyond the colours, lines are told apart by dashes. */
export const seriesDash = (index: number): number[] | undefined =>
  [undefined, [6, 4], [2, 3], [8, 3, 2, 3]][Math.floor(index / COLOUR_COUNT) % 4];

/**
 * Smooths by an exponential moving average, with the bias of its start taken out:
 * s_t = w·s_(t−1) + (1 − w)·y_t, shown as s_t / (1 − w^t). `weight` 0 leaves the values as they are.
 */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) {
    return [...values];
  }
  let state = 0;
  let share = 1;
  return values.map(value => {
    if (value === null || !Number.isFinite(value)) {
      return value;
    }
    state = weight * state + (1 - weight) * value;
    share *= weight;
    return state / (1 - share);
  });
}

/** Sorted by x, one value an x (the last one counts), without values that a chart cannot place. */
export function orderedPoints(
  { x, y }: Pick<ChartSeries, 'x' | 'y'>,
  allowed: (value: number) => boolean = Number.isFinite
): { x: number[]; y: (number | null)[] } {
  const order = x.every((value, index) => index === 0 || x[index - 1] < value)
    ? null
    : x.map((_, index) => index).sort((a, b) => x[a] - x[b] || a - b);
  const xs: number[] = [];
  const ys: (number | null)[] = [];
  for (let position = 0; position < x.length; position++) {
    const index = order ? order[position] : position;
    const value = y[index];
    const placed = value !== null && allowed(value) ? value : null;
    if (xs.length > 0 && xs[xs.length - 1] === x[index]) {
      ys[ys.length - 1] = placed;
    } else {
      xs.push(x[index]);
      ys.push(placed);
    }
  }
  return { x: xs, y: ys };
}

/** The index of the x nearest to a value, in an ascending array. */
export function nearestIndex(x: readonly number[], value: number): number {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= value) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Math.abs(x[low] - value) <= Math.abs(x[high] - value) ? low : high;
}
