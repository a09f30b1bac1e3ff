import { LearnError } from './errors.ts';
import type { Graph } from './onnx/index.ts';

export type ImputeStrategy = 'median' | 'mean' | 'mostFrequent' | 'constant';

export interface ImputeOptions {
  /** What `constant` fills in; 0 or 'missing' when not given. */
  readonly value?: number | string;
  /** Adds a 0/1 feature `<column> missing` for each numeric column with gaps in training. */
  readonly indicator?: boolean;
}

export interface ImputeStep<S extends ImputeStrategy = ImputeStrategy> extends ImputeOptions {
  readonly step: 'impute';
  readonly strategy: S;
}

/** Replaces missing values by a value learned from the training rows, or by a constant. */
export function impute<S extends ImputeStrategy>(
  strategy: S,
  options: ImputeOptions = {}
): ImputeStep<S> {
  return { step: 'impute', strategy, ...options };
}

/** The learned form: one fill value a feature, and the features that got an indicator. */
export interface FittedImpute {
  readonly step: 'impute';
  readonly fill: readonly number[];
  readonly indicators: readonly number[];
}

export function fitImpute(
  step: ImputeStep,
  columns: readonly Float32Array[],
  names: readonly string[]
): FittedImpute {
  const gaps = columns.map(column => column.some(Number.isNaN));
  return {
    step: 'impute',
    fill: columns.map((column, index) => Math.fround(fillValue(step, column, names[index]))),
    indicators: step.indicator === true ? [...gaps.keys()].filter(index => gaps[index]) : []
  };
}

function fillValue(step: ImputeStep, column: Float32Array, name: string): number {
  if (step.strategy === 'constant') {
    const value = step.value ?? 0;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new LearnError(
      'invalid-option',
      `impute('constant') fills the numeric column "${name}" with ${JSON.stringify(value)}.`,
      'Give a finite number as "value".',
      { column: name, option: 'value', value }
    );
  }
  const present = column.filter(value => !Number.isNaN(value)).sort();
  if (present.length === 0) {
    throw new LearnError(
      'empty-column',
      `Column "${name}" has no value in the training rows, so it has no ${step.strategy}.`,
      "Leave the column out or use impute('constant', { value }).",
      { column: name }
    );
  }
  if (step.strategy === 'mean') return present.reduce((sum, x) => sum + x, 0) / present.length;
  if (step.strategy === 'mostFrequent') return mode(present);
  const middle = present.length >> 1;
  return present.length % 2 === 1 ? present[middle] : (present[middle - 1] + present[middle]) / 2;
}

/** The most frequent value of a non-empty sorted list, the first one where several tie. */
export function mode<T>(sorted: ArrayLike<T>): T {
  let best = sorted[0];
  let bestCount = 0;
  for (let begin = 0, end = 0; begin < sorted.length; begin = end) {
    while (end < sorted.length && sorted[end] === sorted[begin]) end++;
    if (end - begin > bestCount) [best, bestCount] = [sorted[begin], end - begin];
  }
  return best;
}

export function applyImpute(
  fitted: FittedImpute,
  columns: readonly Float32Array[]
): Float32Array[] {
  const filled = columns.map((column, index) =>
    column.map(value => (Number.isNaN(value) ? fitted.fill[index] : value))
  );
  const indicators = fitted.indicators.map(index =>
    columns[index].map(value => (Number.isNaN(value) ? 1 : 0))
  );
  return [...filled, ...indicators];
}

export function imputeNames(fitted: FittedImpute, names: readonly string[]): string[] {
  return [...names, ...fitted.indicators.map(index => `${names[index]} missing`)];
}

export function imputeToOnnx(fitted: FittedImpute, graph: Graph, input: string): string {
  const missing = graph.node('IsNaN', [input]);
  const fill = graph.floats([1, fitted.fill.length], fitted.fill);
  const filled = graph.node('Where', [missing, fill, input]);
  if (fitted.indicators.length === 0) return filled;
  const picked = graph.integers([fitted.indicators.length], fitted.indicators);
  const flags = graph.node('Cast', [missing], { to: { int: graph.types.float } });
  const indicators = graph.node('Gather', [flags, picked], { axis: { int: 1 } });
  return graph.node('Concat', [filled, indicators], { axis: { int: 1 } });
}
