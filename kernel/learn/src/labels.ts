import { LearnError } from './errors.ts';
import { columnReader, rowCount, toNumber, type Table } from './table.ts';

/** What a classifier predicts. */
export type Label = string | number | boolean;

const missingLabel = (column: string, row: number): LearnError =>
  new LearnError(
    'missing-label',
    `Row ${row + 1} has no value in the label column "${column}".`,
    'Leave rows without a label out of training.',
    { column, row: row + 1 }
  );

/** The label column as classes. */
export function readLabels(table: Table, column: string): Label[] {
  const read = columnReader(table, column);
  return Array.from({ length: rowCount(table) }, (_, row) => {
    const value = read(row);
    if (value === null || value === undefined || value === '' || Number.isNaN(value)) {
      throw missingLabel(column, row);
    }
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      if (Number.isInteger(value)) return value;
      throw new LearnError(
        'wrong-task',
        `Row ${row + 1} of the label "${column}" holds ${value}: a quantity, not a class.`,
        'Use a regressor, or turn the label into classes first.',
        { column, row: row + 1, value }
      );
    }
    throw new LearnError(
      'unsupported-value',
      `Row ${row + 1} of the label "${column}" holds a value of type ${typeof value}.`,
      'Use strings, whole numbers or booleans as classes.',
      { column, row: row + 1, value }
    );
  });
}

/** The label column as quantities. */
export function readTarget(table: Table, column: string): Float64Array {
  const read = columnReader(table, column);
  return Float64Array.from({ length: rowCount(table) }, (_, row) => {
    const value = toNumber(read(row), column, row);
    if (Number.isNaN(value)) throw missingLabel(column, row);
    return value;
  });
}

/** The distinct classes in order: numbers by size, strings by code unit, `false` before `true`. */
export function classesOf(labels: Iterable<Label>): Label[] {
  const classes = [...new Set(labels)];
  const types = new Set(classes.map(label => typeof label));
  if (types.size > 1) {
    throw new LearnError(
      'unsupported-value',
      `The label mixes values of type ${[...types].join(' and ')}.`,
      'Use one type for all classes.'
    );
  }
  return classes.sort((a, b) => (a < b ? -1 : 1));
}

/** Each label as the number of its class. Throws `unseen-label`. */
export function classNumbers(labels: readonly Label[], classes: readonly Label[]): Float64Array {
  const numbers = new Map(classes.map((label, index) => [label, index]));
  return Float64Array.from(labels, (label, row) => {
    const number = numbers.get(label);
    if (number !== undefined) return number;
    throw new LearnError(
      'unseen-label',
      `Row ${row + 1} has the label ${JSON.stringify(label)}, which is none of the classes.`,
      `Use one of ${classes.map(known => JSON.stringify(known)).join(', ')}.`,
      { row: row + 1, value: label }
    );
  });
}

/** The class that counts as positive: the one asked for, or else the last of two. */
export function positiveClass(classes: readonly Label[], asked?: Label): Label {
  if (asked === undefined) return classes[classes.length - 1];
  if (classes.includes(asked)) return asked;
  throw new LearnError(
    'unseen-label',
    `The positive class ${JSON.stringify(asked)} does not occur in the label.`,
    `Use one of ${classes.map(known => JSON.stringify(known)).join(', ')}.`,
    { option: 'positive', value: asked }
  );
}
