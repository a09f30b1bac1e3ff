import { applyGroups, featureNames, fittedSchema } from './columns.ts';
import { LearnError, type LearnWarning } from './errors.ts';
import { readLabels, readTarget, type Label } from './labels.ts';
import {
  classificationScores,
  confusionMatrix,
  regressionScores,
  type ClassificationScores,
  type ConfusionMatrix,
  type PositiveOption,
  type RegressionScores
} from './metrics/index.ts';
import { exportPipeline } from './onnx-export.ts';
import { restoreState, saveState, type SavedPipeline } from './saved-pipeline.ts';
import { readTable, type ColumnSchema, type Table, type TableData } from './table.ts';
import type { FittedState } from './training.ts';

export interface FeatureImportance {
  readonly feature: string;
  /** The column of the table that the feature comes from. */
  readonly column: string;
  /** Share of the whole; the shares sum to 1. */
  readonly importance: number;
}

/** What a trained classifier and a trained regressor share. */
export abstract class FittedPipeline {
  readonly label: string;
  /** The columns that a table needs to be predicted, in the order of the ONNX inputs. */
  readonly columns: readonly ColumnSchema[];
  /** The names of the features that the estimator sees. */
  readonly features: readonly string[];
  readonly estimator: FittedState['estimator'];
  readonly warnings: readonly LearnWarning[];
  readonly #state: FittedState;

  constructor(state: FittedState) {
    this.#state = state;
    this.label = state.label;
    this.columns = fittedSchema(state.groups);
    this.features = featureNames(state.groups).map(({ name }) => name);
    this.estimator = state.estimator;
    this.warnings = state.warnings;
  }

  /** The estimator's raw output for a table. */
  protected output(table: Table): Float64Array {
    return outputOf(this.#state, readTable(table, this.columns));
  }

  /**
   * What the model itself says about its features, the greatest first: total gain of the splits of
   * a tree ensemble, mean |coefficient| of a logistic regression (comparable if scaled).
   */
  importances(): FeatureImportance[] {
    const weights = this.#state.model.importances();
    const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
    return featureNames(this.#state.groups)
      .map(({ name, column }, at) => ({ feature: name, column, importance: weights[at] / total }))
      .sort((a, b) => b.importance - a.importance);
  }

  /** The whole pipeline as plain data; `JSON.stringify(fitted)` uses it. */
  toJSON(): SavedPipeline {
    return saveState(this.#state);
  }

  /**
   * The whole pipeline as an ONNX model (IR 8, ai.onnx 17, ai.onnx.ml 3). One input a column, named
   * like it: [N, 1] float with NaN for missing, or [N, 1] string with '' for missing. A classifier
   * puts out `label` [N] and `probabilities` [N, classes], a regressor `prediction` [N, 1]. Throws
   * `name-conflict` when a column is named like an output.
   */
  toOnnx(): Uint8Array {
    return exportPipeline(this.#state);
  }
}

export interface ClassificationEvaluation extends ClassificationScores {
  readonly confusionMatrix: ConfusionMatrix;
}

export class FittedClassifier extends FittedPipeline {
  readonly task = 'classification';
  /** In the order of the probabilities. */
  readonly classes: readonly Label[];

  constructor(state: FittedState) {
    super(state);
    this.classes = state.classes;
  }

  /** Restores what `toJSON` gave, as text or parsed. Throws `invalid-model`. */
  static fromJSON(json: unknown): FittedClassifier {
    return new FittedClassifier(restoreState(json, 'classification'));
  }

  /** The likeliest class of each row. */
  predict(table: Table): Label[] {
    return labelsOf(this.output(table), this.classes);
  }

  /** The probability of each class, one list a row, in order of `classes`. */
  predictProbability(table: Table): number[][] {
    return rowsOf(this.output(table), this.classes.length);
  }

  /** Scores on rows whose label is known, of `positive` (by default the last of two classes). */
  evaluate(table: Table, options: PositiveOption = {}): ClassificationEvaluation {
    const actual = readLabels(table, this.label);
    const output = this.output(table);
    const predicted = labelsOf(output, this.classes);
    const probabilities = rowsOf(output, this.classes.length);
    return {
      ...classificationScores(actual, predicted, probabilities, this.classes, options),
      confusionMatrix: confusionMatrix(actual, predicted, this.classes)
    };
  }
}

export class FittedRegressor extends FittedPipeline {
  readonly task = 'regression';

  /** Restores what `toJSON` gave, as text or parsed. Throws `invalid-model`. */
  static fromJSON(json: unknown): FittedRegressor {
    return new FittedRegressor(restoreState(json, 'regression'));
  }

  predict(table: Table): number[] {
    return [...this.output(table)];
  }

  /** Scores on rows whose label is known. */
  evaluate(table: Table): RegressionScores {
    return regressionScores(readTarget(table, this.label), this.output(table));
  }
}

/** The types that go with each task. */
export interface Fitted {
  readonly classification: FittedClassifier;
  readonly regression: FittedRegressor;
}

export function outputOf(state: FittedState, data: TableData): Float64Array {
  if (data.rows === 0) return new Float64Array();
  const output = state.model.output(applyGroups(state.groups, data));
  if (!output.some(Number.isNaN)) return output;
  throw new LearnError(
    'missing-values',
    `Some row lacks a value that ${state.estimator.name} needs.`,
    "Train the pipeline with impute('median') first among the steps of its numeric columns."
  );
}

/** The class with the greatest probability in each row, the first where several tie. */
export function labelsOf(output: Float64Array, classes: readonly Label[]): Label[] {
  const width = classes.length;
  return Array.from({ length: output.length / width }, (_, row) => {
    let best = 0;
    for (let k = 1; k < width; k++) {
      if (output[row * width + k] > output[row * width + best]) best = k;
    }
    return classes[best];
  });
}

export function rowsOf(output: Float64Array, width: number): number[][] {
  return Array.from({ length: output.length / width }, (_, row) => [
    ...output.subarray(row * width, (row + 1) * width)
  ]);
}
