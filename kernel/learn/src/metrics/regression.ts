import { checkSameLength } from './same-length.ts';

function sumOver(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  term: (error: number) => number
): number {
  checkSameLength(actual, predicted);
  let sum = 0;
  for (let row = 0; row < actual.length; row++) sum += term(actual[row] - predicted[row]);
  return sum;
}

const square = (x: number): number => x * x;

/** Root mean squared error, in the unit of the label. */
export function rmse(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return Math.sqrt(sumOver(actual, predicted, square) / actual.length);
}

/** Mean absolute error, in the unit of the label. */
export function mae(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return sumOver(actual, predicted, Math.abs) / actual.length;
}

/**
 * Coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)². Where y does not vary it is 1 for a
 * perfect prediction and else 0.
 */
export function r2(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const error = sumOver(actual, predicted, square);
  const mean = Array.from(actual).reduce((sum, y) => sum + y, 0) / actual.length;
  const spread = Array.from(actual).reduce((sum, y) => sum + square(y - mean), 0);
  if (spread === 0) return error === 0 ? 1 : 0;
  return 1 - error / spread;
}
