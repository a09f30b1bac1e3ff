import {
  applyGroups,
  categorical,
  fitGroups,
  numeric,
  schemaOf,
  type ColumnGroup,
  type FittedGroup
} from './columns.ts';
import { LearnError, type LearnWarning } from './errors.ts';
import type { Estimator, EstimatorModel, Examples, OnIteration, Task } from './estimator.ts';
import type { FeatureMatrix } from './features.ts';
import { classesOf, classNumbers, readLabels, readTarget, type Label } from './labels.ts';
import {
  inferSchema,
  readTable,
  rowCount,
  take,
  takeRows,
  type Table,
  type TableData
} from './table.ts';

/** The shorthand for columns: names by type, treated as the estimator likes them best. */
export interface ColumnNames {
  readonly numeric?: readonly string[];
  readonly categorical?: readonly string[];
}

export interface Recipe<T extends Task = Task> {
  readonly columns?: ColumnNames | readonly ColumnGroup[];
  readonly estimator: Estimator<T>;
}

/** A table that was read and checked against a recipe, ready to be trained on in parts. */
export interface Prepared {
  readonly label: string;
  readonly groups: readonly ColumnGroup[];
  readonly data: TableData;
  readonly classes: readonly Label[];
  readonly target: Float64Array;
}

/** Everything that training learned. */
export interface FittedState {
  readonly task: Task;
  readonly label: string;
  readonly classes: readonly Label[];
  readonly groups: readonly FittedGroup[];
  readonly estimator: {
    readonly name: string;
    readonly options: Readonly<Record<string, unknown>>;
  };
  readonly model: EstimatorModel;
  readonly warnings: readonly LearnWarning[];
}

export interface TrainingHooks {
  readonly onIteration?: OnIteration;
  /** Called with each warning; `process.emitWarning` when not given. */
  readonly onWarning?: (warning: LearnWarning) => void;
  readonly signal?: AbortSignal;
}

const isGroups = (
  columns: ColumnNames | readonly ColumnGroup[]
): columns is readonly ColumnGroup[] => Array.isArray(columns);

function groupsOf({ columns, estimator }: Recipe, table: Table, label: string): ColumnGroup[] {
  if (columns !== undefined && isGroups(columns)) return [...columns];
  const names = columns ?? namesByType(table, label);
  const groups: ColumnGroup[] = [];
  if (names.numeric?.length) groups.push(numeric(names.numeric, ...estimator.numericSteps));
  if (names.categorical?.length) groups.push(categorical(names.categorical));
  return groups;
}

function namesByType(table: Table, label: string): ColumnNames {
  const schema = inferSchema(table, label);
  const of = (type: string): string[] =>
    schema.filter(column => column.type === type).map(({ name }) => name);
  return { numeric: of('numeric'), categorical: of('categorical') };
}

function checkColumns(groups: readonly ColumnGroup[], label: string): void {
  const names = groups.flatMap(({ columns }) => columns);
  if (names.length === 0) {
    throw new LearnError(
      'invalid-option',
      'The pipeline has no columns to learn from.',
      'Name at least one numeric or categorical column.',
      { option: 'columns' }
    );
  }
  if (names.includes(label)) {
    throw new LearnError(
      'invalid-option',
      `The label "${label}" is among the columns to learn from.`,
      'Take it out: a model that sees its answer learns nothing.',
      { option: 'columns', column: label }
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new LearnError('invalid-option', `Column "${twice}" is listed twice.`, 'List it once.', {
    option: 'columns',
    column: twice
  });
}

/** Reads label and columns of a table. Throws a `LearnError` for whatever is wrong with them. */
export function prepare(recipe: Recipe, table: Table, label: string): Prepared {
  if (rowCount(table) === 0) {
    throw new LearnError('empty-table', 'The table has no rows.', 'Give at least two rows.');
  }
  const groups = groupsOf(recipe, table, label);
  checkColumns(groups, label);
  const data = readTable(table, schemaOf(groups));
  if (recipe.estimator.task === 'regression') {
    return { label, groups, data, classes: [], target: readTarget(table, label) };
  }
  const labels = readLabels(table, label);
  const classes = classesOf(labels);
  if (classes.length < 2) {
    throw new LearnError(
      'single-class-label',
      `The label "${label}" is ${JSON.stringify(classes[0])} in every row.`,
      'Give rows of at least two classes.',
      { column: label, value: classes[0] }
    );
  }
  return { label, groups, data, classes, target: classNumbers(labels, classes) };
}

/** Reads rows to validate with, in the terms of an already prepared table. */
export function prepareValidation(prepared: Prepared, table: Table): Prepared {
  const { label, groups, classes } = prepared;
  const target =
    classes.length === 0
      ? readTarget(table, label)
      : classNumbers(readLabels(table, label), classes);
  return { ...prepared, data: readTable(table, schemaOf(groups)), target };
}

export function takePrepared(prepared: Prepared, rows: Int32Array): Prepared {
  return {
    ...prepared,
    data: takeRows(prepared.data, rows),
    target: take(prepared.target, rows)
  };
}

/** Fits the column steps, then the estimator. `holdout` is watched, and steers if it may. */
export async function train(
  { estimator }: Recipe,
  training: Prepared,
  { onIteration, onWarning = warnProcess, signal }: TrainingHooks,
  holdout?: { readonly rows: Prepared; readonly steers: boolean }
): Promise<FittedState> {
  const groups = fitGroups(training.groups, training.data);
  const examplesOf = ({ data, target }: Prepared): Examples => {
    const features = applyGroups(groups, data);
    if (!estimator.handlesMissing) checkComplete(features, estimator.name);
    return { features, target };
  };
  const warnings: LearnWarning[] = [];
  const model = await estimator.train(
    { ...examplesOf(training), classes: training.classes },
    {
      holdout: holdout && { ...examplesOf(holdout.rows), steers: holdout.steers },
      onIteration,
      signal,
      warn(warning) {
        warnings.push(warning);
        onWarning(warning);
      }
    }
  );
  return {
    task: estimator.task,
    label: training.label,
    classes: training.classes,
    groups,
    estimator: { name: estimator.name, options: estimator.options },
    model,
    warnings
  };
}

function checkComplete({ names, columns }: FeatureMatrix, estimator: string): void {
  const at = columns.findIndex(column => column.some(Number.isNaN));
  if (at < 0) return;
  throw new LearnError(
    'missing-values',
    `Column "${names[at]}" has missing values, which ${estimator} cannot use.`,
    "Put impute('median') first among its steps.",
    { column: names[at] }
  );
}

const warnProcess = ({ code, message }: LearnWarning): void =>
  process.emitWarning(message, { type: 'LearnWarning', code });
