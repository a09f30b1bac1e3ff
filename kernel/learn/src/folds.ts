import { LearnError } from './errors.ts';
import { createRandom, range, shuffle } from './random.ts';

/** Row numbers in random order, those of one class together where `strata` are given. */
function shuffledByStratum(rows: number, seed: number, strata?: Float64Array): Int32Array {
  const order = shuffle(range(rows), createRandom(seed));
  return strata === undefined ? order : order.sort((a, b) => strata[a] - strata[b]);
}

/**
 * The fold of each row, 0 … folds − 1. Rows are dealt out like cards, class by class, so that the
 * folds' sizes, and their counts of each class, differ by at most one.
 */
export function assignFolds(
  rows: number,
  folds: number,
  seed: number,
  strata?: Float64Array
): Int32Array {
  if (rows < folds) {
    throw new LearnError(
      'too-few-rows',
      `${folds} folds were asked for, but there are only ${rows} rows.`,
      'Use fewer folds or more rows.'
    );
  }
  const fold = new Int32Array(rows);
  shuffledByStratum(rows, seed, strata).forEach((row, place) => {
    fold[row] = place % folds;
  });
  return fold;
}

/** Splits the rows in two, each class in the same ratio where `strata` are given. */
export function holdOut(
  rows: number,
  fraction: number,
  seed: number,
  strata?: Float64Array
): { train: Int32Array; test: Int32Array } {
  const order = shuffledByStratum(rows, seed, strata);
  const isTest = new Uint8Array(rows);
  let due = 0.5;
  for (const row of order) {
    due += fraction;
    if (due < 1) continue;
    due -= 1;
    isTest[row] = 1;
  }
  const train = range(rows).filter(row => isTest[row] === 0);
  const test = range(rows).filter(row => isTest[row] === 1);
  if (train.length > 0 && test.length > 0) return { train, test };
  throw new LearnError(
    'too-few-rows',
    `${rows} rows are too few to hold out a fraction of ${fraction}.`,
    'Use more rows or another fraction.'
  );
}

/** Throws `too-few-rows-in-class` when some class cannot be in every fold. */
export function checkClassSizes(
  target: Float64Array,
  classes: readonly unknown[],
  folds: number
): void {
  classes.forEach((name, number) => {
    const size = target.filter(value => value === number).length;
    if (size >= folds) return;
    throw new LearnError(
      'too-few-rows-in-class',
      `Class ${JSON.stringify(name)} has ${size} rows, too few for ${folds} folds.`,
      'Use fewer folds, or join or drop the rare class.',
      { value: name }
    );
  });
}
