import { LearnError } from '../errors.ts';
import { classesOf, classNumbers, positiveClass, type Label } from '../labels.ts';
import { probabilityRows, type PositiveOption, type Probabilities } from './classification.ts';
import { cuts, rankAuc, rankAveragePrecision } from './ranking.ts';
import { checkSameLength } from './same-length.ts';

/** 1 where a row is positive, 0 where not. Throws when only one of the two occurs. */
function indicator(actual: readonly Label[], { positive }: PositiveOption): Float64Array {
  const classes = classesOf(actual);
  if (classes.length < 2) {
    throw new LearnError(
      'single-class-label',
      `All rows are of class ${JSON.stringify(classes[0])}: there is nothing to rank.`,
      'Score rows of both classes.'
    );
  }
  if (classes.length > 2 && positive === undefined) {
    throw new LearnError(
      'invalid-option',
      `The label has ${classes.length} classes.`,
      'Name the positive one, { positive }, or use rocAucOneVsRest.',
      { option: 'positive' }
    );
  }
  const chosen = positiveClass(classes, positive);
  return Float64Array.from(actual, label => (label === chosen ? 1 : 0));
}

/** Area under the ROC curve; a tie between a positive and a negative row counts half. */
export function rocAuc(
  actual: readonly Label[],
  scores: ArrayLike<number>,
  options: PositiveOption = {}
): number {
  checkSameLength(actual, scores);
  return rankAuc(indicator(actual, options), scores);
}

/** Area under the precision-recall curve as average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ. */
export function averagePrecision(
  actual: readonly Label[],
  scores: ArrayLike<number>,
  options: PositiveOption = {}
): number {
  checkSameLength(actual, scores);
  return rankAveragePrecision(indicator(actual, options), scores);
}

/** One class against the others, averaged over the classes: for more than two of them. */
function oneVsRest(
  actual: readonly Label[],
  probabilities: Probabilities,
  classes: readonly Label[],
  score: (positive: Float64Array, scores: Float64Array) => number
): number {
  checkSameLength(actual, probabilities);
  const rows = probabilityRows(probabilities, classes.length);
  const numbers = classNumbers(actual, classes);
  const each = classes.map((_, k) =>
    score(
      numbers.map(number => (number === k ? 1 : 0)),
      Float64Array.from(rows, row => row[k])
    )
  );
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}

/** Mean of the classes' ROC AUC, each against the rest (Provost and Domingos, 2000, unweighted). */
export function rocAucOneVsRest(
  actual: readonly Label[],
  probabilities: Probabilities,
  classes: readonly Label[] = classesOf(actual)
): number {
  return oneVsRest(actual, probabilities, classes, rankAuc);
}

/** Mean of the classes' average precision, each against the rest. */
export function averagePrecisionOneVsRest(
  actual: readonly Label[],
  probabilities: Probabilities,
  classes: readonly Label[] = classesOf(actual)
): number {
  return oneVsRest(actual, probabilities, classes, rankAveragePrecision);
}

export interface RocPoint {
  /** Rows with at least this score count as positive; Infinity at the first point, (0, 0). */
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/** The ROC curve from (0, 0) to (1, 1), one point a distinct score. */
export function rocCurve(
  actual: readonly Label[],
  scores: ArrayLike<number>,
  options: PositiveOption = {}
): RocPoint[] {
  checkSameLength(actual, scores);
  const found = cuts(indicator(actual, options), scores);
  const { truePositives: positives, falsePositives: negatives } = found[found.length - 1];
  return [{ threshold: Infinity, truePositives: 0, falsePositives: 0 }, ...found].map(cut => ({
    threshold: cut.threshold,
    falsePositiveRate: cut.falsePositives / negatives,
    truePositiveRate: cut.truePositives / positives
  }));
}

export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** The precision-recall curve from (recall 0, precision 1) to recall 1, one point a score. */
export function precisionRecallCurve(
  actual: readonly Label[],
  scores: ArrayLike<number>,
  options: PositiveOption = {}
): PrecisionRecallPoint[] {
  checkSameLength(actual, scores);
  const found = cuts(indicator(actual, options), scores);
  const positives = found[found.length - 1].truePositives;
  const points = found.map(({ threshold, truePositives, falsePositives }) => ({
    threshold,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / positives
  }));
  return [{ threshold: Infinity, precision: 1, recall: 0 }, ...points];
}
