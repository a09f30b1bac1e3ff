export interface Smoothing {
  readonly kind: 'ema' | 'gaussian';
  /** 0 … 0.99; 0 leaves the values as they are. */
  readonly weight: number;
}

/** How far a Gaussian reaches, in standard deviations. */
const REACH = 3;
const TABLE_STEPS = 512;
const GAUSSIAN = Float64Array.from({ length: TABLE_STEPS + 1 }, (_, index) =>
  Math.exp(-0.5 * ((index / TABLE_STEPS) * REACH) ** 2)
);

/**
 * The trend of values; NaN is a gap and stays one. Points are taken to be one apart; give `spacing`
 * for a sample, so that a wide step counts as the points that were left out.
 *
 * `ema`: s_t = w·s_(t−1) + (1 − w)·y_t, shown as s_t / (1 − w^t), which takes out the bias of its
 * start. `gaussian`: the mean weighted by a normal density with σ = w / (1 − w) points (as far as
 * the moving average looks back on average), cut off at 3 σ.
 */
export function smoothed(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { kind, weight }: Smoothing,
  spacing?: number
): Float64Array {
  if (weight <= 0) {
    return Float64Array.from(y);
  }
  return kind === 'ema'
    ? movingAverage(x, y, weight, spacing)
    : gaussian(positionsOf(x, spacing), y, weight / (1 - weight));
}

function movingAverage(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weight: number,
  spacing: number | undefined
): Float64Array {
  const trend = new Float64Array(y.length).fill(NaN);
  let state = 0;
  let share = 1;
  let before = -1;
  for (let index = 0; index < y.length; index++) {
    const value = y[index];
    if (Number.isNaN(value)) {
      continue;
    }
    const steps = spacing && before >= 0 ? Math.max(0, (x[index] - x[before]) / spacing) : 1;
    const kept = weight ** steps;
    state = kept * state + (1 - kept) * value;
    share *= kept;
    trend[index] = share < 1 ? state / (1 - share) : value;
    before = index;
  }
  return trend;
}

function positionsOf(x: ArrayLike<number>, spacing: number | undefined): Float64Array {
  const positions = new Float64Array(x.length);
  for (let index = 0; index < x.length; index++) {
    positions[index] = spacing ? (x[index] - x[0]) / spacing : index;
  }
  return positions;
}

function gaussian(positions: Float64Array, y: ArrayLike<number>, sigma: number): Float64Array {
  const trend = new Float64Array(y.length).fill(NaN);
  const reach = sigma * REACH;
  const perPosition = TABLE_STEPS / reach;
  let from = 0;
  for (let index = 0; index < y.length; index++) {
    const here = positions[index];
    while (here - positions[from] > reach) {
      from += 1;
    }
    if (Number.isNaN(y[index])) {
      continue;
    }
    let sum = 0;
    let weights = 0;
    for (let other = from; other < y.length && positions[other] - here <= reach; other++) {
      const value = y[other];
      if (!Number.isNaN(value)) {
        const weight = GAUSSIAN[Math.abs((positions[other] - here) * perPosition) | 0];
        sum += weight * value;
        weights += weight;
      }
    }
    trend[index] = sum / weights;
  }
  return trend;
}
