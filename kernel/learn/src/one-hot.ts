import { LearnError } from './errors.ts';
import { mode, type ImputeStep } from './impute.ts';
import type { Graph } from './onnx/index.ts';
import { checkNumber } from './options.ts';

export interface OneHotOptions {
  /** Keeps only this many of the most frequent categories; the others become all zeros. */
  readonly maxCategories?: number;
}

export interface OneHotStep extends OneHotOptions {
  readonly step: 'oneHot';
}

/**
 * One 0/1 feature `<column>=<category>` for each category of the training rows. A category that
 * was not seen in training becomes all zeros. A missing value is a category of its own when it
 * occurs in training and no impute step comes before.
 */
export function oneHot(options: OneHotOptions = {}): OneHotStep {
  if (options.maxCategories !== undefined) {
    checkNumber('maxCategories', options.maxCategories, { min: 1, integer: true });
  }
  return { step: 'oneHot', ...options };
}

/** The learned form for one column; `fill` replaces a missing value, null leaves it as it is. */
export interface FittedOneHot {
  readonly column: string;
  readonly fill: string | null;
  readonly categories: readonly string[];
}

export function fitOneHot(
  column: string,
  values: readonly string[],
  step: OneHotStep,
  fillStep?: ImputeStep
): FittedOneHot {
  const fill = fillStep === undefined ? null : fillCategory(column, values, fillStep);
  const counts = new Map<string, number>();
  for (const value of values) {
    const category = value === '' && fill !== null ? fill : value;
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const kept = byCount.slice(0, step.maxCategories).map(([category]) => category);
  return { column, fill, categories: kept.sort() };
}

function fillCategory(column: string, values: readonly string[], step: ImputeStep): string {
  if (step.strategy === 'constant') return String(step.value ?? 'missing');
  const present = values.filter(value => value !== '').sort();
  if (present.length > 0) return mode(present);
  throw new LearnError(
    'empty-column',
    `Column "${column}" has no value in the training rows, so it has no most frequent one.`,
    "Leave the column out or use impute('constant', { value }).",
    { column }
  );
}

export function applyOneHot(fitted: FittedOneHot, values: readonly string[]): Float32Array[] {
  const columns = fitted.categories.map(() => new Float32Array(values.length));
  const index = new Map(fitted.categories.map((category, at) => [category, at]));
  values.forEach((value, row) => {
    const at = index.get(value === '' && fitted.fill !== null ? fitted.fill : value);
    if (at !== undefined) columns[at][row] = 1;
  });
  return columns;
}

export function oneHotNames(fitted: FittedOneHot): string[] {
  return fitted.categories.map(category => `${fitted.column}=${category || '(missing)'}`);
}

/**
 * The category's number picks a row of the identity matrix; an unseen category picks the row of
 * zeros below it. (One lookup covers fill, unseen and missing, which `OneHotEncoder` does not.)
 */
export function oneHotToOnnx(fitted: FittedOneHot, graph: Graph, input: string): string {
  const width = fitted.categories.length;
  const keys = [...fitted.categories];
  const numbers = keys.map((_, index) => index);
  if (fitted.fill !== null) {
    const at = fitted.categories.indexOf(fitted.fill);
    keys.push('');
    numbers.push(at < 0 ? width : at);
  }
  const number = graph.node(
    'LabelEncoder',
    [input],
    {
      keys_strings: { strings: keys },
      values_int64s: { ints: numbers },
      default_int64: { int: width }
    },
    'ai.onnx.ml'
  );
  const rows = new Float32Array((width + 1) * width);
  for (let index = 0; index < width; index++) rows[index * width + index] = 1;
  const picked = graph.node('Gather', [graph.floats([width + 1, width], rows), number]);
  return graph.node('Flatten', [picked], { axis: { int: 1 } });
}
