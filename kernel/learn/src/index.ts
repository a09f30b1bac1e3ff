export {
  categorical,
  numeric,
  type CategoricalColumns,
  type CategoricalStep,
  type ColumnGroup,
  type NumericColumns,
  type NumericStep
} from './columns.ts';
export {
  crossValidate,
  type CrossValidateOptions,
  type CrossValidation,
  type FoldIterationReport,
  type FoldReport,
  type OutOfFold,
  type Scores
} from './cross-validation.ts';
export {
  LearnError,
  type LearnErrorCode,
  type LearnErrorDetails,
  type LearnWarning
} from './errors.ts';
export type { Estimator, IterationReport, OnIteration, Task } from './estimator.ts';
export {
  FittedClassifier,
  FittedRegressor,
  type ClassificationEvaluation,
  type FeatureImportance,
  type FittedPipeline
} from './fitted-pipeline.ts';
export {
  gradientBoosting,
  gradientBoostingRegressor,
  type EarlyStopping,
  type GradientBoostingOptions,
  type GradientBoostingRegressorOptions
} from './gradient-boosting.ts';
export { impute, type ImputeOptions, type ImputeStep, type ImputeStrategy } from './impute.ts';
export type { Label } from './labels.ts';
export { logisticRegression, type LogisticRegressionOptions } from './logistic-regression.ts';
export {
  accuracy,
  averagePrecision,
  averagePrecisionOneVsRest,
  brierScore,
  confusionMatrix,
  f1,
  logLoss,
  mae,
  precision,
  precisionRecallCurve,
  r2,
  recall,
  rmse,
  rocAuc,
  rocAucOneVsRest,
  rocCurve,
  type ClassificationScores,
  type ConfusionMatrix,
  type PositiveOption,
  type PrecisionRecallPoint,
  type Probabilities,
  type RegressionScores,
  type RocPoint
} from './metrics/index.ts';
export { oneHot, type OneHotOptions, type OneHotStep } from './one-hot.ts';
export {
  permutationImportance,
  type PermutationImportance,
  type PermutationOptions
} from './permutation-importance.ts';
export { pipeline, type FitOptions, type Pipeline } from './pipeline.ts';
export {
  randomForest,
  randomForestRegressor,
  type RandomForestOptions,
  type RandomForestRegressorOptions
} from './random-forest.ts';
export type { SavedPipeline } from './saved-pipeline.ts';
export { standardScale, type StandardScaleStep } from './scale.ts';
export type { Columns, ColumnSchema, ColumnType, Row, Table } from './table.ts';
export { trainTestSplit, type SplitOptions } from './train-test-split.ts';
export type { ColumnNames, Recipe } from './training.ts';
export type { ClassWeight } from './weights.ts';
