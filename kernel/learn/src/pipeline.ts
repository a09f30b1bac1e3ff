import type { Task } from './estimator.ts';
import { FittedClassifier, FittedRegressor, type Fitted } from './fitted-pipeline.ts';
import type { Table } from './table.ts';
import { prepare, prepareValidation, train, type Recipe, type TrainingHooks } from './training.ts';

export interface FitOptions extends TrainingHooks {
  /** The column to predict. */
  readonly label: string;
  /** Rows to watch in `onIteration`, and to stop early on where the estimator does so. */
  readonly validation?: Table;
}

/** Column steps and an estimator, not yet trained; training it leaves it as it is. */
export interface Pipeline<T extends Task = Task> extends Recipe<T> {
  /** Trains on a table. Throws a `LearnError`, `aborted` among others. */
  fit(table: Table, options: FitOptions): Promise<Fitted[T]>;
}

/**
 * A pipeline. Without `columns` all columns but the label are used, numeric where they hold only
 * numbers. Named by type, numeric columns get the steps that suit the estimator: median and
 * standard scale for logistic regression, none for trees, which take missing values as they are.
 */
export function pipeline<T extends Task>(recipe: Recipe<T>): Pipeline<T> {
  return {
    ...recipe,
    async fit(table, { label, validation, ...hooks }) {
      const prepared = prepare(recipe, table, label);
      const holdout = validation && {
        rows: prepareValidation(prepared, validation),
        steers: true
      };
      const state = await train(recipe, prepared, hooks, holdout);
      const fitted =
        state.task === 'regression' ? new FittedRegressor(state) : new FittedClassifier(state);
      return fitted as Fitted[T];
    }
  };
}
