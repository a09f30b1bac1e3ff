import type { IterationReport, Task } from './estimator.ts';
import { labelsOf, outputOf, rowsOf } from './fitted-pipeline.ts';
import { assignFolds, checkClassSizes } from './folds.ts';
import { positiveClass, type Label } from './labels.ts';
import {
  classificationScores,
  regressionScores,
  type ClassificationScores,
  type RegressionScores
} from './metrics/index.ts';
import { checkNumber } from './options.ts';
import type { Pipeline } from './pipeline.ts';
import { checkAborted } from './progress.ts';
import { range } from './random.ts';
import type { Table } from './table.ts';
import { prepare, takePrepared, train, type Prepared, type TrainingHooks } from './training.ts';

/** The scores that go with each task. */
export interface Scores {
  readonly classification: ClassificationScores;
  readonly regression: RegressionScores;
}

/** For each row of the table, in its order, what the model said that had not seen it. */
export interface OutOfFold {
  readonly classification: {
    /** The order of the probabilities. */
    readonly classes: readonly Label[];
    readonly actual: readonly Label[];
    readonly predicted: readonly Label[];
    readonly probabilities: readonly (readonly number[])[];
    /** Counts from 1. */
    readonly fold: readonly number[];
  };
  readonly regression: {
    readonly actual: readonly number[];
    readonly predicted: readonly number[];
    readonly fold: readonly number[];
  };
}

export interface FoldReport<T extends Task = Task> {
  /** Counts from 1. */
  readonly fold: number;
  readonly folds: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly seconds: number;
  /** Scores on the held-out rows. */
  readonly scores: Scores[T];
}

export interface FoldIterationReport extends IterationReport {
  readonly fold: number;
  readonly folds: number;
}

export interface CrossValidateOptions<T extends Task = Task> extends Omit<
  TrainingHooks,
  'onIteration'
> {
  /** The column to predict. */
  readonly label: string;
  /** Default 5. */
  readonly folds?: number;
  /** Default 0. The same seed gives every pipeline the same folds. */
  readonly seed?: number;
  /** The class that scores are about; the last of two in order when not given. */
  readonly positive?: Label;
  /** After each fold; may return a promise, which is waited for. */
  readonly onFold?: (report: FoldReport<T>) => void | Promise<void>;
  /** After each iteration of each fold, with the loss (and AUC) of the held-out rows. */
  readonly onIteration?: (report: FoldIterationReport) => void | Promise<void>;
}

export interface CrossValidation<T extends Task = Task> {
  readonly folds: readonly FoldReport<T>[];
  /** Mean of each score over the folds. */
  readonly mean: Scores[T];
  /** Population standard deviation of each score over the folds. */
  readonly std: Scores[T];
  readonly predictions: OutOfFold[T];
}

/**
 * k-fold cross-validation, stratified by class for a classifier (Kohavi, "A Study of
 * Cross-Validation and Bootstrap", 1995). All column steps are fitted anew on the training rows of
 * each fold. Held-out rows never steer the training: early stopping uses training rows.
 */
export async function crossValidate<T extends Task>(
  model: Pipeline<T>,
  table: Table,
  options: CrossValidateOptions<T>
): Promise<CrossValidation<T>> {
  const { label, folds = 5, seed = 0, positive, onFold, onIteration, ...hooks } = options;
  checkNumber('folds', folds, { min: 2, integer: true });
  checkNumber('seed', seed, { integer: true });
  const prepared = prepare(model, table, label);
  const { classes, target } = prepared;
  if (classes.length > 0) positiveClass(classes, positive);
  checkClassSizes(target, classes, folds);
  const assigned = assignFolds(target.length, folds, seed, classes.length > 0 ? target : undefined);
  const width = Math.max(1, classes.length);
  const output = new Float64Array(target.length * width);
  const reports: FoldReport<T>[] = [];
  for (let fold = 1; fold <= folds; fold++) {
    checkAborted(hooks.signal);
    const began = performance.now();
    const testRows = range(target.length).filter(row => assigned[row] === fold - 1);
    const trainRows = range(target.length).filter(row => assigned[row] !== fold - 1);
    const held = takePrepared(prepared, testRows);
    const state = await train(
      model,
      takePrepared(prepared, trainRows),
      { ...hooks, onIteration: onIteration && (report => onIteration({ ...report, fold, folds })) },
      onIteration && { rows: held, steers: false }
    );
    const heldOutput = outputOf(state, held.data);
    testRows.forEach((row, at) =>
      output.set(heldOutput.subarray(at * width, (at + 1) * width), row * width)
    );
    const report: FoldReport<T> = {
      fold,
      folds,
      trainRows: trainRows.length,
      testRows: testRows.length,
      seconds: (performance.now() - began) / 1000,
      scores: scoresOf<T>(held, heldOutput, positive)
    };
    reports.push(report);
    await onFold?.(report);
  }
  return {
    folds: reports,
    ...summarise(reports),
    predictions: outOfFold<T>(prepared, output, assigned)
  };
}

const labelsAt = (target: Float64Array, classes: readonly Label[]): Label[] =>
  Array.from(target, number => classes[number]);

function scoresOf<T extends Task>(
  { classes, target }: Prepared,
  output: Float64Array,
  positive?: Label
): Scores[T] {
  const scores =
    classes.length === 0
      ? regressionScores(target, output)
      : classificationScores(
          labelsAt(target, classes),
          labelsOf(output, classes),
          rowsOf(output, classes.length),
          classes,
          { positive }
        );
  return scores as Scores[T];
}

function outOfFold<T extends Task>(
  { classes, target }: Prepared,
  output: Float64Array,
  assigned: Int32Array
): OutOfFold[T] {
  const fold = Array.from(assigned, number => number + 1);
  const predictions =
    classes.length === 0
      ? { actual: [...target], predicted: [...output], fold }
      : {
          classes,
          actual: labelsAt(target, classes),
          predicted: labelsOf(output, classes),
          probabilities: rowsOf(output, classes.length),
          fold
        };
  return predictions as OutOfFold[T];
}

function summarise<T extends Task>(
  reports: readonly FoldReport<T>[]
): { mean: Scores[T]; std: Scores[T] } {
  const all = reports.map(({ scores }) => scores as unknown as Record<string, number>);
  const mean: Record<string, number> = {};
  const std: Record<string, number> = {};
  for (const name of Object.keys(all[0])) {
    const average = all.reduce((sum, scores) => sum + scores[name], 0) / all.length;
    mean[name] = average;
    std[name] = Math.sqrt(
      all.reduce((sum, scores) => sum + (scores[name] - average) ** 2, 0) / all.length
    );
  }
  return { mean: mean as unknown as Scores[T], std: std as unknown as Scores[T] };
}
