/** A matrix of counts: rows are what is true, columns what was predicted. */
export interface ConfusionContent {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

export interface CurveContent {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly thresholds: readonly (number | null)[];
  /** Area under the ROC curve, or average precision. */
  readonly score: number | null;
}

export interface HistogramContent {
  /** One more than counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Undefined where the value is no such matrix. */
export function readConfusionMatrix(value: unknown): ConfusionContent | undefined {
  const { counts, labels } = record(value);
  if (!Array.isArray(labels) || !Array.isArray(counts) || counts.length !== labels.length) {
    return undefined;
  }
  const rows = counts.map(numbersOf);
  const whole = rows.every(row => row?.length === labels.length);
  return whole ? { labels: labels.map(String), counts: rows as number[][] } : undefined;
}

/** Undefined where the value holds no such curves. */
export function readEvaluationCurves(
  value: unknown,
  kind: 'roc' | 'pr'
): CurveContent[] | undefined {
  const { curves } = record(value);
  if (!Array.isArray(curves)) {
    return undefined;
  }
  const read = curves.map(record).map(curve => {
    const x = numbersOf(kind === 'roc' ? curve.falsePositiveRate : curve.recall);
    const y = numbersOf(kind === 'roc' ? curve.truePositiveRate : curve.precision);
    const score = kind === 'roc' ? curve.auc : curve.averagePrecision;
    const thresholds = Array.isArray(curve.thresholds) ? curve.thresholds : [];
    return x && y && x.length === y.length
      ? {
          label: typeof curve.label === 'string' ? curve.label : '',
          x,
          y,
          thresholds: thresholds.map(one => (typeof one === 'number' ? one : null)),
          score: typeof score === 'number' ? score : null
        }
      : undefined;
  });
  return read.every(curve => curve !== undefined) ? read : undefined;
}

/** Undefined where the value is no histogram. */
export function readHistogram(value: unknown): HistogramContent | undefined {
  const { counts, edges } = record(value);
  const [heights, borders] = [numbersOf(counts), numbersOf(edges)];
  return heights && borders && borders.length === heights.length + 1
    ? { counts: heights, edges: borders }
    : undefined;
}

/** What follows from a matrix: the share that is right, and precision and recall of each class. */
export function scoresOf({ counts, labels }: ConfusionContent) {
  const right = counts.reduce((sum, row, index) => sum + row[index], 0);
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    total,
    accuracy: share(right, total),
    classes: labels.map((label, index) => ({
      label,
      precision: share(
        counts[index][index],
        counts.reduce((sum, row) => sum + row[index], 0)
      ),
      recall: share(
        counts[index][index],
        counts[index].reduce((sum, count) => sum + count, 0)
      )
    }))
  };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function numbersOf(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === 'number') ? value : undefined;
}
