import { LearnError } from '../errors.ts';

/** Throws unless both lists have the same length and at least one element. */
export function checkSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length === b.length && a.length > 0) return;
  if (a.length === 0 && b.length === 0) {
    throw new LearnError('empty-table', 'There are no rows to score.', 'Give at least one row.');
  }
  throw new LearnError(
    'length-mismatch',
    `There are ${a.length} actual values and ${b.length} predictions.`,
    'Give one prediction for each actual value.'
  );
}
