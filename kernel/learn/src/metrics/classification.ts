import { LearnError } from '../errors.ts';
import { classesOf, classNumbers, positiveClass, type Label } from '../labels.ts';
import { checkSameLength } from './same-length.ts';

export interface PositiveOption {
  /** The class that counts as positive; the last of the two in order when not given. */
  readonly positive?: Label;
}

/** Share of rows predicted right. */
export function accuracy(actual: readonly Label[], predicted: readonly Label[]): number {
  checkSameLength(actual, predicted);
  return actual.filter((label, row) => label === predicted[row]).length / actual.length;
}

export interface ConfusionMatrix {
  readonly classes: readonly Label[];
  /** `counts[i][j]`: rows of class i that were predicted as class j. */
  readonly counts: readonly (readonly number[])[];
}

export function confusionMatrix(
  actual: readonly Label[],
  predicted: readonly Label[],
  classes: readonly Label[] = classesOf([...actual, ...predicted])
): ConfusionMatrix {
  checkSameLength(actual, predicted);
  const counts = classes.map(() => classes.map(() => 0));
  const columns = classNumbers(predicted, classes);
  classNumbers(actual, classes).forEach((row, index) => {
    counts[row][columns[index]] += 1;
  });
  return { classes, counts };
}

/** Precision, recall and F1 of one class, or their plain means over all where there are more than two. */
export interface PrecisionRecallF1 {
  /** TP / (TP + FP); 0 where nothing was predicted positive. */
  readonly precision: number;
  /** TP / (TP + FN); 0 where nothing is positive. */
  readonly recall: number;
  /** 2·TP / (2·TP + FP + FN): harmonic mean of the two. */
  readonly f1: number;
}

export function precisionRecallF1(
  { classes, counts }: ConfusionMatrix,
  { positive }: PositiveOption = {}
): PrecisionRecallF1 {
  const of = (k: number): PrecisionRecallF1 => {
    const hits = counts[k][k];
    const predicted = counts.reduce((sum, row) => sum + row[k], 0);
    const present = counts[k].reduce((sum, count) => sum + count, 0);
    const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
    return {
      precision: share(hits, predicted),
      recall: share(hits, present),
      f1: share(2 * hits, predicted + present)
    };
  };
  if (classes.length <= 2 || positive !== undefined) {
    return of(classes.indexOf(positiveClass(classes, positive)));
  }
  const each = classes.map((_, k) => of(k));
  const mean = (name: keyof PrecisionRecallF1): number =>
    each.reduce((sum, one) => sum + one[name], 0) / each.length;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

const fromLabels =
  (name: keyof PrecisionRecallF1) =>
  (actual: readonly Label[], predicted: readonly Label[], options?: PositiveOption): number =>
    precisionRecallF1(confusionMatrix(actual, predicted), options)[name];

/** Of the rows predicted positive, the share that is. Macro mean for more than two classes. */
export const precision = fromLabels('precision');
/** Of the positive rows, the share that was found. Macro mean for more than two classes. */
export const recall = fromLabels('recall');
/** Harmonic mean of precision and recall. Macro mean for more than two classes. */
export const f1 = fromLabels('f1');

/** One probability a row (of the positive class), or one row of probabilities in order of classes. */
export type Probabilities = ArrayLike<number> | readonly (readonly number[])[];

/** Rows × classes; a plain list is the probability of the second class. */
export function probabilityRows(probabilities: Probabilities, classes: number): number[][] {
  return Array.from(probabilities as ArrayLike<number | readonly number[]>, (value, row) => {
    const values = typeof value === 'number' ? [1 - value, value] : [...value];
    if (values.length === classes) return values;
    throw new LearnError(
      'length-mismatch',
      `Row ${row + 1} has ${values.length} probabilities for ${classes} classes.`,
      'Give one probability a class, in order of the classes.',
      { row: row + 1 }
    );
  });
}

/** −mean ln p[actual], probabilities kept within [1e-15, 1 − 1e-15] (Good, 1952). */
export function logLoss(
  actual: readonly Label[],
  probabilities: Probabilities,
  classes: readonly Label[] = classesOf(actual)
): number {
  checkSameLength(actual, probabilities);
  const rows = probabilityRows(probabilities, classes.length);
  const sum = classNumbers(actual, classes).reduce(
    (total, k, row) => total - Math.log(Math.min(Math.max(rows[row][k], 1e-15), 1 - 1e-15)),
    0
  );
  return sum / actual.length;
}

/**
 * Mean squared error of the probabilities (Brier, 1950): of the second class for two classes, in
 * [0, 1]; summed over the classes for more, in [0, 2].
 */
export function brierScore(
  actual: readonly Label[],
  probabilities: Probabilities,
  classes: readonly Label[] = classesOf(actual)
): number {
  checkSameLength(actual, probabilities);
  const rows = probabilityRows(probabilities, classes.length);
  const sum = classNumbers(actual, classes).reduce(
    (total, k, row) =>
      total + rows[row].reduce((squares, p, j) => squares + (p - (j === k ? 1 : 0)) ** 2, 0),
    0
  );
  return sum / actual.length / (classes.length === 2 ? 2 : 1);
}
