import { sigmoid, softmaxInto, withComplement } from './probabilities.ts';

/** How scores become predictions: the inverse link of the model. */
export type Link = 'sigmoid' | 'softmax' | 'identity' | 'share';

/** A loss that trees are boosted on. Scores, gradients and hessians are one array an output. */
export interface BoostingObjective {
  readonly outputs: number;
  readonly link: Link;
  /** The best constant score of each output. */
  start(target: Float64Array, weights: Float64Array): number[];
  /** First and second derivative of the loss by the score, of every row. */
  derive(
    scores: readonly Float64Array[],
    target: Float64Array,
    weights: Float64Array,
    gradients: readonly Float64Array[],
    hessians: readonly Float64Array[]
  ): void;
}

const SMALLEST_HESSIAN = 1e-16;

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    sum += weights[row] * values[row];
    total += weights[row];
  }
  return sum / total;
}

const clamp = (p: number): number => Math.min(Math.max(p, 1e-12), 1 - 1e-12);

/** Log loss of two classes: g = p − y, h = p·(1 − p). */
export const binaryObjective: BoostingObjective = {
  outputs: 1,
  link: 'sigmoid',
  start(target, weights) {
    const p = clamp(weightedMean(target, weights));
    return [Math.log(p / (1 - p))];
  },
  derive([scores], target, weights, [gradients], [hessians]) {
    for (let row = 0; row < target.length; row++) {
      const p = sigmoid(scores[row]);
      gradients[row] = weights[row] * (p - target[row]);
      hessians[row] = weights[row] * Math.max(p * (1 - p), SMALLEST_HESSIAN);
    }
  }
};

/**
 * Log loss of K classes: gₖ = pₖ − [y = k], hₖ = K / (K − 1) · pₖ·(1 − pₖ); Friedman, "Greedy
 * Function Approximation: A Gradient Boosting Machine" (2001), algorithm 6.
 */
export function softmaxObjective(classes: number): BoostingObjective {
  const factor = classes / (classes - 1);
  return {
    outputs: classes,
    link: 'softmax',
    start: (target, weights) =>
      Array.from({ length: classes }, (_, k) => {
        const share = weightedMean(
          target.map(number => (number === k ? 1 : 0)),
          weights
        );
        return Math.log(clamp(share));
      }),
    derive(scores, target, weights, gradients, hessians) {
      const probabilities = softmaxInto(scores, new Float64Array(target.length * classes));
      for (let row = 0; row < target.length; row++) {
        for (let k = 0; k < classes; k++) {
          const p = probabilities[row * classes + k];
          gradients[k][row] = weights[row] * (p - (target[row] === k ? 1 : 0));
          hessians[k][row] = weights[row] * Math.max(factor * p * (1 - p), SMALLEST_HESSIAN);
        }
      }
    }
  };
}

/** Half the squared error: g = score − y, h = 1. */
export const squaredObjective: BoostingObjective = {
  outputs: 1,
  link: 'identity',
  start: (target, weights) => [weightedMean(target, weights)],
  derive([scores], target, weights, [gradients], [hessians]) {
    for (let row = 0; row < target.length; row++) {
      gradients[row] = weights[row] * (scores[row] - target[row]);
      hessians[row] = weights[row];
    }
  }
};

/** Scores to the form that a model puts out: rows × classes, or one value a row. */
export function applyLink(scores: readonly Float64Array[], link: Link): Float64Array {
  const rows = scores[0].length;
  if (link === 'identity') return scores[0].slice();
  if (link === 'sigmoid') return withComplement(scores[0].map(sigmoid));
  if (link === 'softmax') return softmaxInto(scores, new Float64Array(rows * scores.length));
  const bounded = scores.map(column => column.map(p => Math.min(Math.max(p, 0), 1)));
  if (bounded.length === 1) return withComplement(bounded[0]);
  const output = new Float64Array(rows * bounded.length);
  bounded.forEach((column, k) =>
    column.forEach((p, row) => {
      output[row * bounded.length + k] = p;
    })
  );
  return output;
}
