import type { BinnedFeatures } from './binning.ts';

/**
 * What a tree is fitted to: `width` gradients and one hessian a row. A boosting tree has width 1;
 * a classification tree of a forest has one gradient a class.
 */
export interface Gradients {
  readonly width: number;
  /** Rows × width. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/**
 * Sums over the rows of each bin. An entry has `width + 2` numbers: rows, hessian, gradients.
 * (Chen and Guestrin, "XGBoost", 2016; Ke et al., "LightGBM", 2017.)
 */
export type Histogram = Float64Array;

export const entrySize = (width: number): number => width + 2;

/** Adds the rows `rows[begin … end)` to the bins of one feature. */
export function addRows(
  histogram: Histogram,
  data: BinnedFeatures,
  feature: number,
  { width, gradient, hessian }: Gradients,
  rows: Int32Array,
  begin: number,
  end: number
): void {
  const size = entrySize(width);
  const base = data.offsets[feature] * size;
  const { codes } = data.features[feature];
  if (width === 1) {
    for (let index = begin; index < end; index++) {
      const row = rows[index];
      const at = base + codes[row] * 3;
      histogram[at] += 1;
      histogram[at + 1] += hessian[row];
      histogram[at + 2] += gradient[row];
    }
    return;
  }
  for (let index = begin; index < end; index++) {
    const row = rows[index];
    const at = base + codes[row] * size;
    histogram[at] += 1;
    histogram[at + 1] += hessian[row];
    for (let k = 0; k < width; k++) histogram[at + 2 + k] += gradient[row * width + k];
  }
}

/** The sums over `rows[begin … end)`, as one entry. */
export function sumRows(
  { width, gradient, hessian }: Gradients,
  rows: Int32Array,
  begin: number,
  end: number
): Float64Array {
  const sums = new Float64Array(entrySize(width));
  sums[0] = end - begin;
  for (let index = begin; index < end; index++) {
    const row = rows[index];
    sums[1] += hessian[row];
    for (let k = 0; k < width; k++) sums[2 + k] += gradient[row * width + k];
  }
  return sums;
}

/** Turns a parent's histogram into that of its other child: parent − child, bin by bin. */
export function subtract(parent: Histogram, child: Histogram): Histogram {
  for (let index = 0; index < parent.length; index++) parent[index] -= child[index];
  return parent;
}
