import type { LearnWarning } from './errors.ts';
import type { FeatureMatrix } from './features.ts';
import type { Label } from './labels.ts';
import type { NumericStep } from './columns.ts';
import type { Graph } from './onnx/index.ts';

export type Task = 'classification' | 'regression';

/** Where a training stands after one iteration: a solver's step, a boosting round, or a tree. */
export interface IterationReport {
  /** Counts from 1. */
  readonly iteration: number;
  /** The most iterations that there can be. */
  readonly iterations: number;
  /**
   * Loss of the training rows: log loss, or mean squared error for a regressor. A random forest
   * reports its out-of-bag loss instead.
   */
  readonly loss: number;
  /** The same loss of the validation rows or of the held-out fold. */
  readonly validationLoss?: number;
  /** ROC AUC of the validation rows; for two classes only. */
  readonly validationAuc?: number;
}

/** May return a promise; training waits for it. */
export type OnIteration = (report: IterationReport) => void | Promise<void>;

/** Features with, for each row, the number of its class or its target value. */
export interface Examples {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
}

export interface TrainingSet extends Examples {
  /** The classes in order; empty for a regressor. */
  readonly classes: readonly Label[];
}

export interface TrainingContext {
  /** Rows to watch; they may stop the training early only when `steers` is true. */
  readonly holdout?: Examples & { readonly steers: boolean };
  readonly onIteration?: OnIteration;
  readonly signal?: AbortSignal;
  readonly warn: (warning: LearnWarning) => void;
}

/** A trained estimator. */
export interface EstimatorModel {
  /** Probabilities, rows × classes in row-major order; for a regressor one value a row. */
  output(features: FeatureMatrix): Float64Array;
  /** One non-negative weight a feature. */
  importances(): Float64Array;
  /** Adds the model to the graph: from [N, features] to [N, classes], or [N, 1] for a regressor. */
  toOnnx(graph: Graph, features: string): string;
  /** Parameters as JSON values, with the `kind` by which they are restored. */
  toJSON(): EstimatorState;
}

export interface EstimatorState {
  readonly kind: string;
}

/** A learning algorithm with its options, not yet trained. */
export interface Estimator<T extends Task = Task> {
  readonly name: string;
  readonly task: T;
  /** All options with their defaults filled in: what an experiment logs as parameters. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether NaN in the features is understood. */
  readonly handlesMissing: boolean;
  /** Steps for numeric columns where the pipeline names none. */
  readonly numericSteps: readonly NumericStep[];
  train(set: TrainingSet, context: TrainingContext): Promise<EstimatorModel>;
}
