import type { BinnedFeatures } from './binning.ts';
import { entrySize, type Histogram } from './histogram.ts';

export interface SplitRules {
  readonly minRowsPerLeaf: number;
  readonly minHessian: number;
  readonly l2: number;
}

/** Rows in bins up to `bin` go left; rows without a value go left when `missingLeft` is true. */
export interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
}

/** Σₖ Gₖ² / (H + λ): twice how much the best constant in a node lowers the loss. */
function nodeScore(sums: Float64Array, l2: number): number {
  let squares = 0;
  for (let k = 2; k < sums.length; k++) squares += sums[k] * sums[k];
  return squares === 0 ? 0 : squares / (sums[1] + l2);
}

/**
 * The best split of one feature, if any gains more than `atLeast`:
 * gain = ½·(score(left) + score(right) − score(node)), Chen and Guestrin, "XGBoost" (2016),
 * equation 7. Missing values try both sides; where training has none, they go the way of the most
 * rows.
 */
export function bestSplit(
  histogram: Histogram,
  data: BinnedFeatures,
  feature: number,
  node: Float64Array,
  rules: SplitRules,
  atLeast: number
): Split | undefined {
  const size = node.length;
  const { bins } = data.features[feature];
  const base = data.offsets[feature] * size;
  const missing = base + bins * size;
  const missingRows = histogram[missing];
  const parent = nodeScore(node, rules.l2);
  const present = node[0] - missingRows;
  const left = new Float64Array(entrySize(size - 2));
  let leftRows = 0;
  let best: Split | undefined;
  let bestGain = atLeast;
  for (let bin = 0; leftRows < present; bin++) {
    const at = base + bin * size;
    if (histogram[at] === 0) continue;
    leftRows += histogram[at];
    for (let k = 1; k < size; k++) left[k] += histogram[at + k];
    const whole = leftRows === present;
    if (whole && missingRows === 0) break;
    for (let side = 0; side < (missingRows > 0 && !whole ? 2 : 1); side++) {
      const rows = leftRows + side * missingRows;
      if (rows < rules.minRowsPerLeaf || node[0] - rows < rules.minRowsPerLeaf) continue;
      const hessian = left[1] + side * histogram[missing + 1];
      const otherHessian = node[1] - hessian;
      if (hessian < rules.minHessian || otherHessian < rules.minHessian) continue;
      let squares = 0;
      let otherSquares = 0;
      for (let k = 2; k < size; k++) {
        const g = left[k] + side * histogram[missing + k];
        squares += g * g;
        otherSquares += (node[k] - g) * (node[k] - g);
      }
      const score = squares / (hessian + rules.l2) + otherSquares / (otherHessian + rules.l2);
      const gain = (score - parent) / 2;
      if (!(gain > bestGain)) continue;
      bestGain = gain;
      const missingLeft = missingRows > 0 ? side === 1 : rows >= node[0] - rows;
      best = { feature, bin: whole ? bins - 1 : bin, missingLeft, gain };
    }
  }
  return best;
}
