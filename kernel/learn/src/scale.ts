import type { Graph } from './onnx/index.ts';

export interface StandardScaleStep {
  readonly step: 'standardScale';
}

/** Scales each feature to mean 0 and standard deviation 1 over the training rows. */
export function standardScale(): StandardScaleStep {
  return { step: 'standardScale' };
}

/** The learned form: x becomes (x − mean) · factor, with factor = 1 / standard deviation. */
export interface FittedStandardScale {
  readonly step: 'standardScale';
  readonly mean: readonly number[];
  readonly factor: readonly number[];
}

/**
 * Mean and population standard deviation of the values present, in two passes; a feature that
 * does not vary keeps factor 1.
 */
export function fitStandardScale(columns: readonly Float32Array[]): FittedStandardScale {
  const mean: number[] = [];
  const factor: number[] = [];
  for (const column of columns) {
    let count = 0;
    let sum = 0;
    for (const value of column) {
      if (Number.isNaN(value)) continue;
      count += 1;
      sum += value;
    }
    const average = count === 0 ? 0 : sum / count;
    let squares = 0;
    for (const value of column) if (!Number.isNaN(value)) squares += (value - average) ** 2;
    const deviation = count === 0 ? 0 : Math.sqrt(squares / count);
    const varies = deviation > Math.abs(average) * 1e-7;
    mean.push(Math.fround(average));
    factor.push(varies ? Math.fround(1 / deviation) : 1);
  }
  return { step: 'standardScale', mean, factor };
}

/** Rounds after each operation as ONNX does in single precision, so that both agree to the bit. */
export function applyStandardScale(
  fitted: FittedStandardScale,
  columns: readonly Float32Array[]
): Float32Array[] {
  return columns.map((column, index) =>
    column.map(value => Math.fround(value - fitted.mean[index]) * fitted.factor[index])
  );
}

export function standardScaleToOnnx(
  fitted: FittedStandardScale,
  graph: Graph,
  input: string
): string {
  const mean = graph.floats([1, fitted.mean.length], fitted.mean);
  const factor = graph.floats([1, fitted.factor.length], fitted.factor);
  return graph.node('Mul', [graph.node('Sub', [input, mean]), factor]);
}
