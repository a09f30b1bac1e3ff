export {
  accuracy,
  brierScore,
  confusionMatrix,
  f1,
  logLoss,
  precision,
  recall,
  type ConfusionMatrix,
  type PositiveOption,
  type Probabilities
} from './classification.ts';
export {
  averagePrecision,
  averagePrecisionOneVsRest,
  precisionRecallCurve,
  rocAuc,
  rocAucOneVsRest,
  rocCurve,
  type PrecisionRecallPoint,
  type RocPoint
} from './curves.ts';
export { rankAuc } from './ranking.ts';
export { mae, r2, rmse } from './regression.ts';
export {
  classificationScores,
  regressionScores,
  type ClassificationScores,
  type RegressionScores
} from './scores.ts';
