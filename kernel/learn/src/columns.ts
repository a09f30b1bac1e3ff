import { LearnError } from './errors.ts';
import type { FeatureMatrix } from './features.ts';
import {
  applyImpute,
  fitImpute,
  imputeNames,
  imputeToOnnx,
  type FittedImpute,
  type ImputeStep
} from './impute.ts';
import {
  applyOneHot,
  fitOneHot,
  oneHot,
  oneHotNames,
  oneHotToOnnx,
  type FittedOneHot,
  type OneHotStep
} from './one-hot.ts';
import type { Graph } from './onnx/index.ts';
import {
  applyStandardScale,
  fitStandardScale,
  standardScaleToOnnx,
  type FittedStandardScale,
  type StandardScaleStep
} from './scale.ts';
import type { ColumnSchema, TableData } from './table.ts';

export type NumericStep = ImputeStep | StandardScaleStep;
export type CategoricalStep = ImputeStep<'mostFrequent' | 'constant'> | OneHotStep;

export interface NumericColumns {
  readonly type: 'numeric';
  readonly columns: readonly string[];
  readonly steps: readonly NumericStep[];
}
export interface CategoricalColumns {
  readonly type: 'categorical';
  readonly columns: readonly string[];
  readonly steps: readonly CategoricalStep[];
}
/** Some columns and the steps that turn them into features. */
export type ColumnGroup = NumericColumns | CategoricalColumns;

/** Numeric columns and their steps in order, e.g. `numeric(['age'], impute('median'))`. */
export function numeric(columns: readonly string[], ...steps: NumericStep[]): NumericColumns {
  return { type: 'numeric', columns, steps };
}

/** Categorical columns; `oneHot()` is added at the end when it is not among the steps. */
export function categorical(
  columns: readonly string[],
  ...steps: CategoricalStep[]
): CategoricalColumns {
  const odd = steps.find(
    step =>
      step.step === 'impute' &&
      (step.indicator === true || !['mostFrequent', 'constant'].includes(step.strategy))
  );
  if (odd) {
    throw new LearnError(
      'invalid-option',
      'Categorical columns have no median or mean, and no indicator.',
      "Use impute('mostFrequent') or impute('constant'), or let missing be its own category.",
      { option: 'steps' }
    );
  }
  return { type: 'categorical', columns, steps };
}

export interface FittedNumeric {
  readonly type: 'numeric';
  readonly columns: readonly string[];
  readonly steps: readonly (FittedImpute | FittedStandardScale)[];
}
export interface FittedCategorical {
  readonly type: 'categorical';
  readonly encoders: readonly FittedOneHot[];
}
export type FittedGroup = FittedNumeric | FittedCategorical;

export function schemaOf(groups: readonly ColumnGroup[]): ColumnSchema[] {
  return groups.flatMap(({ type, columns }) => columns.map(name => ({ name, type })));
}

export function fittedSchema(groups: readonly FittedGroup[]): ColumnSchema[] {
  return groups.flatMap((group): ColumnSchema[] =>
    group.type === 'numeric'
      ? group.columns.map(name => ({ name, type: group.type }))
      : group.encoders.map(({ column }) => ({ name: column, type: group.type }))
  );
}

export function fitGroups(groups: readonly ColumnGroup[], data: TableData): FittedGroup[] {
  return groups.map(group =>
    group.type === 'numeric' ? fitNumeric(group, data) : fitCategorical(group, data)
  );
}

function fitNumeric(group: NumericColumns, data: TableData): FittedNumeric {
  let columns = group.columns.map(name => data.numeric.get(name)!);
  let names = [...group.columns];
  const steps = group.steps.map(step => {
    const fitted =
      step.step === 'impute' ? fitImpute(step, columns, names) : fitStandardScale(columns);
    columns = applyStep(fitted, columns);
    names = stepNames(fitted, names);
    return fitted;
  });
  return { type: 'numeric', columns: group.columns, steps };
}

function fitCategorical(group: CategoricalColumns, data: TableData): FittedCategorical {
  const fill = group.steps.find(step => step.step === 'impute');
  const encode = group.steps.find(step => step.step === 'oneHot') ?? oneHot();
  return {
    type: 'categorical',
    encoders: group.columns.map(name => fitOneHot(name, data.categorical.get(name)!, encode, fill))
  };
}

type FittedStep = FittedNumeric['steps'][number];
const applyStep = (step: FittedStep, columns: readonly Float32Array[]): Float32Array[] =>
  step.step === 'impute' ? applyImpute(step, columns) : applyStandardScale(step, columns);
const stepNames = (step: FittedStep, names: readonly string[]): string[] =>
  step.step === 'impute' ? imputeNames(step, names) : [...names];

/** The names of the features that the groups produce, and the column each one comes from. */
export function featureNames(groups: readonly FittedGroup[]): { name: string; column: string }[] {
  return groups.flatMap(group => {
    if (group.type === 'categorical') {
      return group.encoders.flatMap(encoder =>
        oneHotNames(encoder).map(name => ({ name, column: encoder.column }))
      );
    }
    const names = group.steps.reduce<string[]>(
      (all, step) => stepNames(step, all),
      [...group.columns]
    );
    const sources = group.steps.reduce<string[]>(
      (all, step) =>
        step.step === 'impute' ? [...all, ...step.indicators.map(index => all[index])] : all,
      [...group.columns]
    );
    return names.map((name, index) => ({ name, column: sources[index] }));
  });
}

export function applyGroups(groups: readonly FittedGroup[], data: TableData): FeatureMatrix {
  const columns = groups.flatMap(group =>
    group.type === 'numeric'
      ? group.steps.reduce<readonly Float32Array[]>(
          (all, step) => applyStep(step, all),
          group.columns.map(name => data.numeric.get(name)!)
        )
      : group.encoders.flatMap(encoder =>
          applyOneHot(encoder, data.categorical.get(encoder.column)!)
        )
  );
  return { rows: data.rows, names: featureNames(groups).map(({ name }) => name), columns };
}

/** Adds the groups to the graph; `inputs` are one [N, 1] tensor a column. Returns [N, features]. */
export function groupsToOnnx(groups: readonly FittedGroup[], graph: Graph): string {
  const parts = groups.flatMap(group => {
    if (group.type === 'categorical') {
      return group.encoders
        .filter(encoder => encoder.categories.length > 0)
        .map(encoder => oneHotToOnnx(encoder, graph, encoder.column));
    }
    if (group.columns.length === 0) return [];
    const together = graph.node('Concat', group.columns, { axis: { int: 1 } });
    return group.steps.reduce(
      (tensor, step) =>
        step.step === 'impute'
          ? imputeToOnnx(step, graph, tensor)
          : standardScaleToOnnx(step, graph, tensor),
      together
    );
  });
  return parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: { int: 1 } });
}
