import type { Label } from '../labels.ts';
import {
  accuracy,
  brierScore,
  confusionMatrix,
  logLoss,
  precisionRecallF1,
  type PositiveOption
} from './classification.ts';
import { averagePrecision, averagePrecisionOneVsRest, rocAuc, rocAucOneVsRest } from './curves.ts';
import { positiveClass } from '../labels.ts';
import { mae, r2, rmse } from './regression.ts';

/**
 * For two classes all of the positive class; for more, means over the classes (`rocAuc` and
 * `averagePrecision` one against the rest). Ranking scores are NaN where a class is absent.
 */
export interface ClassificationScores {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly rocAuc: number;
  readonly averagePrecision: number;
  readonly logLoss: number;
  readonly brier: number;
}

export interface RegressionScores {
  readonly rmse: number;
  readonly mae: number;
  readonly r2: number;
}

export function classificationScores(
  actual: readonly Label[],
  predicted: readonly Label[],
  probabilities: readonly (readonly number[])[],
  classes: readonly Label[],
  { positive }: PositiveOption = {}
): ClassificationScores {
  const present = new Set(actual).size;
  const ranking = (): Pick<ClassificationScores, 'rocAuc' | 'averagePrecision'> => {
    if (present < classes.length) return { rocAuc: NaN, averagePrecision: NaN };
    if (classes.length > 2) {
      return {
        rocAuc: rocAucOneVsRest(actual, probabilities, classes),
        averagePrecision: averagePrecisionOneVsRest(actual, probabilities, classes)
      };
    }
    const chosen = { positive: positiveClass(classes, positive) };
    const at = classes.indexOf(chosen.positive);
    const scores = probabilities.map(row => row[at]);
    return {
      rocAuc: rocAuc(actual, scores, chosen),
      averagePrecision: averagePrecision(actual, scores, chosen)
    };
  };
  return {
    accuracy: accuracy(actual, predicted),
    ...precisionRecallF1(confusionMatrix(actual, predicted, classes), { positive }),
    ...ranking(),
    logLoss: logLoss(actual, probabilities, classes),
    brier: brierScore(actual, probabilities, classes)
  };
}

export function regressionScores(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>
): RegressionScores {
  return {
    rmse: rmse(actual, predicted),
    mae: mae(actual, predicted),
    r2: r2(actual, predicted)
  };
}
