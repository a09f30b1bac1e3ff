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
export function nodeScore(sums: Float64Array, l2: number): number {
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
  const left = new Float64Array(entrySize(size - 2));
  let best: Split | undefined;
  let bestGain = atLeast;

  const consider = (bin: number, missingLeft: boolean): void => {
    const extra = missingLeft ? missing : -1;
    const leftRows = left[0] + (extra < 0 ? 0 : histogram[extra]);
    const rightRows = node[0] - leftRows;
    if (leftRows < rules.minRowsPerLeaf || rightRows < rules.minRowsPerLeaf) return;
    const leftHessian = left[1] + (extra < 0 ? 0 : histogram[extra + 1]);
    const rightHessian = node[1] - leftHessian;
    if (leftHessian < rules.minHessian || rightHessian < rules.minHessian) return;
    let leftSquares = 0;
    let rightSquares = 0;
    for (let k = 2; k < size; k++) {
      const g = left[k] + (extra < 0 ? 0 : histogram[extra + k]);
      leftSquares += g * g;
      rightSquares += (node[k] - g) * (node[k] - g);
    }
    const score = leftSquares / (leftHessian + rules.l2) + rightSquares / (rightHessian + rules.l2);
    const gain = (score - parent) / 2;
    if (!(gain > bestGain)) return;
    bestGain = gain;
    const side = missingRows > 0 ? missingLeft : leftRows >= rightRows;
    best = { feature, bin, missingLeft: side, gain };
  };

  const last = missingRows > 0 ? bins : bins - 1;
  for (let bin = 0; bin < last; bin++) {
    const at = base + bin * size;
    if (histogram[at] === 0) continue;
    for (let k = 0; k < size; k++) left[k] += histogram[at + k];
    if (missingRows > 0 && bin < bins - 1) consider(bin, true);
    consider(bin, false);
  }
  return best;
}
