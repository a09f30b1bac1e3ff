import { rankAuc } from './metrics/index.ts';

/** Smallest probability that a logarithm is taken of. */
const FLOOR = 1e-15;

/** Mean log loss of rows × classes probabilities, or mean squared error where `classes` is 0. */
export function meanLossOf(output: Float64Array, target: Float64Array, classes: number): number {
  let loss = 0;
  for (let row = 0; row < target.length; row++) {
    if (classes === 0) loss += (output[row] - target[row]) ** 2;
    else loss -= Math.log(Math.max(output[row * classes + target[row]], FLOOR));
  }
  return loss / target.length;
}

/** The validation part of an iteration report. */
export function watch(
  output: Float64Array,
  target: Float64Array,
  classes: number
): { validationLoss: number; validationAuc?: number } {
  const validationLoss = meanLossOf(output, target, classes);
  if (classes !== 2) return { validationLoss };
  const positive = Float64Array.from(target, (_, row) => output[2 * row + 1]);
  return { validationLoss, validationAuc: rankAuc(target, positive) };
}
