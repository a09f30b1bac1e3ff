const MAXIMUM_BINS = 20;

interface NumericStatistics {
  minimum: number;
  maximum: number;
  mean: number;
  standardDeviation: number | null;
  quartiles: [number, number, number];
  histogram: { edges: number[]; counts: number[] };
}

/**
 * Summarises numbers in one pass. Mean and sample standard deviation by Welford's recurrence (1962).
 * Quartiles and histogram come from all values while these fit `capacity`, beyond that from a
 * uniform random sample of that many (Vitter's algorithm R, 1985; same seed, same answer), with the
 * histogram's counts scaled up to all values.
 */
export class NumericSummary {
  private count = 0;
  private mean = 0;
  private squares = 0;
  private minimum = Infinity;
  private maximum = -Infinity;
  private kept = new Float64Array(1024);
  private seed = 0x2545f491;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(value: number): void {
    const index = this.count++;
    const difference = value - this.mean;
    this.mean += difference / this.count;
    this.squares += difference * (value - this.mean);
    if (value < this.minimum) {
      this.minimum = value;
    }
    if (value > this.maximum) {
      this.maximum = value;
    }
    if (index < this.capacity) {
      if (index === this.kept.length) {
        const grown = new Float64Array(Math.min(this.capacity, index * 2));
        grown.set(this.kept);
        this.kept = grown;
      }
      this.kept[index] = value;
    } else {
      const slot = Math.floor(this.random() * this.count);
      if (slot < this.capacity) {
        this.kept[slot] = value;
      }
    }
  }

  get exact(): boolean {
    return this.count <= this.capacity;
  }

  /** Null without values. */
  finish(): NumericStatistics | null {
    if (this.count === 0) {
      return null;
    }
    const values = this.kept.subarray(0, Math.min(this.count, this.capacity)).sort();
    return {
      minimum: this.minimum,
      maximum: this.maximum,
      mean: this.mean,
      standardDeviation: this.count > 1 ? Math.sqrt(this.squares / (this.count - 1)) : null,
      quartiles: [quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)],
      histogram: this.histogram(values)
    };
  }

  private histogram(values: Float64Array): { edges: number[]; counts: number[] } {
    const { minimum, maximum } = this;
    if (minimum === maximum) {
      return { edges: [minimum, maximum], counts: [this.count] };
    }
    const bins = binCount(values, minimum, maximum);
    const edges = Array.from({ length: bins + 1 }, (_, bin) =>
      // Mixed rather than stepped: the range of extreme values may not fit a double.
      bin === bins ? maximum : minimum * (1 - bin / bins) + maximum * (bin / bins)
    );
    const cumulated = edges.slice(1, -1).map(edge => lowerBound(values, edge));
    const scaled = [0, ...cumulated, values.length].map(below =>
      Math.round((below / values.length) * this.count)
    );
    return { edges, counts: scaled.slice(1).map((below, bin) => below - scaled[bin]) };
  }

  /** Marsaglia's xorshift (2003), in [0, 1). */
  private random(): number {
    this.seed ^= this.seed << 13;
    this.seed ^= this.seed >>> 17;
    this.seed ^= this.seed << 5;
    return (this.seed >>> 0) / 4_294_967_296;
  }
}

/** Linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), NumPy's default. */
function quantile(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const weight = position - below;
  return sorted[below] * (1 - weight) + sorted[above] * weight;
}

/** Sturges' rule (1926), at most 20; whole numbers in a small range get a bin each. */
function binCount(sorted: Float64Array, minimum: number, maximum: number): number {
  const span = maximum - minimum;
  if (span <= MAXIMUM_BINS - 1 && sorted.every(Number.isInteger)) {
    return span;
  }
  return Math.min(MAXIMUM_BINS, Math.ceil(Math.log2(sorted.length)) + 1);
}

/** How many values are smaller than `edge`. */
function lowerBound(sorted: Float64Array, edge: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < edge) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
