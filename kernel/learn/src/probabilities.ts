/** 1 / (1 + e^−x), without overflow at either end. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** ln(1 + e^x), without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/**
 * Softmax across one score array a class: writes e^(z_k) / Σ e^(z_j) of every row into `into`,
 * rows × classes, shifted by the row's largest score so that nothing overflows.
 */
export function softmaxInto(scores: readonly Float64Array[], into: Float64Array): Float64Array {
  const classes = scores.length;
  for (let row = 0; row * classes < into.length; row++) {
    let top = -Infinity;
    for (let k = 0; k < classes; k++) top = Math.max(top, scores[k][row]);
    let total = 0;
    for (let k = 0; k < classes; k++) {
      const weight = Math.exp(scores[k][row] - top);
      into[row * classes + k] = weight;
      total += weight;
    }
    for (let k = 0; k < classes; k++) into[row * classes + k] /= total;
  }
  return into;
}

/** Rows × 2 from the probability of the second class. */
export function withComplement(positive: Float64Array): Float64Array {
  const both = new Float64Array(positive.length * 2);
  positive.forEach((p, row) => {
    both[2 * row] = 1 - p;
    both[2 * row + 1] = p;
  });
  return both;
}
