import { take } from './table.ts';

/** What an estimator learns from: columns of single-precision numbers, NaN where missing. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly Float32Array[];
}

export function takeFeatureRows(features: FeatureMatrix, rows: Int32Array): FeatureMatrix {
  return {
    rows: rows.length,
    names: features.names,
    columns: features.columns.map(column => take(column, rows))
  };
}
