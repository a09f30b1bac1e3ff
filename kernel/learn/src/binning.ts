import type { FeatureMatrix } from './features.ts';

/** One feature cut into bins. A value belongs to the first bin whose upper bound it is within. */
interface BinnedFeature {
  /** The bin of each row; `bins` stands for a missing value. */
  readonly codes: Uint8Array;
  /** Number of bins, the one for missing values not counted. */
  readonly bins: number;
  /** Upper bounds of the bins, last one the largest float: splits "present" from "missing". */
  readonly bounds: Float32Array;
}

export interface BinnedFeatures {
  readonly rows: number;
  readonly features: readonly BinnedFeature[];
  /** Where each feature's bins begin in a histogram, counted in bins. */
  readonly offsets: Int32Array;
  readonly totalBins: number;
}

const LARGEST_FLOAT = Math.fround(3.4028234663852886e38);

/**
 * Cuts each feature into at most `maxBins` bins of about equally many rows, as LightGBM does (Ke
 * et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", 2017); each distinct
 * value gets its own bin where that is possible.
 */
export function binFeatures(matrix: FeatureMatrix, maxBins: number): BinnedFeatures {
  const features = matrix.columns.map(column => binColumn(column, maxBins));
  const offsets = new Int32Array(features.length);
  let totalBins = 0;
  features.forEach((feature, index) => {
    offsets[index] = totalBins;
    totalBins += feature.bins + 1;
  });
  return { rows: matrix.rows, features, offsets, totalBins };
}

function binColumn(column: Float32Array, maxBins: number): BinnedFeature {
  const sorted = column.filter(value => !Number.isNaN(value)).sort();
  const bounds = sorted.length === 0 ? new Float32Array() : upperBounds(sorted, maxBins);
  const codes = new Uint8Array(column.length);
  for (let row = 0; row < codes.length; row++) codes[row] = binOf(column[row], bounds);
  return { codes, bins: bounds.length, bounds };
}

function upperBounds(sorted: Float32Array, maxBins: number): Float32Array {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.length > 0 && values[values.length - 1] === value) counts[counts.length - 1] += 1;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  const bounds: number[] = [];
  let left = sorted.length;
  let held = 0;
  for (let index = 0; index < values.length - 1; index++) {
    held += counts[index];
    const share = left / (maxBins - bounds.length);
    const enough = values.length <= maxBins || held + counts[index + 1] / 2 > share;
    if (!enough || bounds.length === maxBins - 1) continue;
    bounds.push(between(values[index], values[index + 1]));
    left -= held;
    held = 0;
  }
  return Float32Array.from([...bounds, LARGEST_FLOAT]);
}

/** The middle of a < b in single precision, never b itself, so that a ≤ middle < b holds. */
function between(a: number, b: number): number {
  const middle = Math.fround(a / 2 + b / 2);
  return middle >= a && middle < b ? middle : a;
}

function binOf(value: number, bounds: Float32Array): number {
  if (Number.isNaN(value)) return bounds.length;
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= bounds[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}
