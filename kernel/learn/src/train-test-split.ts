import { holdOut } from './folds.ts';
import { classesOf, classNumbers, readLabels } from './labels.ts';
import { checkNumber } from './options.ts';
import { rowCount, selectRows, type Table } from './table.ts';

export interface SplitOptions {
  /** Share of the rows that become the test table. Default 0.25. */
  readonly testFraction?: number;
  /** A column of classes whose shares both parts keep. */
  readonly stratify?: string;
  /** Default 0. */
  readonly seed?: number;
}

/** Splits a table at random into two of the same form, row order kept. */
export function trainTestSplit<T extends Table>(
  table: T,
  { testFraction = 0.25, stratify, seed = 0 }: SplitOptions = {}
): { train: T; test: T } {
  checkNumber('testFraction', testFraction, { above: 0, max: 0.99 });
  checkNumber('seed', seed, { integer: true });
  const rows = rowCount(table);
  const labels = stratify === undefined ? undefined : readLabels(table, stratify);
  const strata = labels && classNumbers(labels, classesOf(labels));
  const { train, test } = holdOut(rows, testFraction, seed, strata);
  return { train: selectRows(table, train), test: selectRows(table, test) };
}
