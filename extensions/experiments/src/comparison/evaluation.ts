import type { RunDetail } from '@atelier-ml/api';

/** What an artifact can be laid over those of other runs as. */
export type EvaluationKind = 'roc' | 'pr' | 'confusion' | 'table';

const KINDS: Readonly<Record<string, EvaluationKind>> = {
  'application/vnd.atelier.roc-curve+json': 'roc',
  'application/vnd.atelier.pr-curve+json': 'pr',
  'application/vnd.atelier.confusion-matrix+json': 'confusion',
  'application/vnd.atelier.table+json': 'table'
};

/** Artifacts of several runs with the same path and of the same kind. */
export interface EvaluationChoice {
  readonly key: string;
  readonly kind: EvaluationKind;
  readonly path: string;
  readonly runs: number;
}

/** What can be laid over one another, the most shared first. */
export function evaluationChoices(
  details: readonly (RunDetail | null | undefined)[]
): EvaluationChoice[] {
  const found = new Map<string, EvaluationChoice>();
  for (const detail of details) {
    for (const { path, mediaType } of detail?.artifacts ?? []) {
      const kind = KINDS[mediaType.split(';')[0].trim()];
      if (kind) {
        const key = `${kind} ${path}`;
        found.set(key, { key, kind, path, runs: (found.get(key)?.runs ?? 0) + 1 });
      }
    }
  }
  const order = Object.values(KINDS);
  return [...found.values()].sort(
    (a, b) =>
      order.indexOf(a.kind) - order.indexOf(b.kind) ||
      b.runs - a.runs ||
      a.path.localeCompare(b.path)
  );
}

export interface ClassifierCurve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Area under the ROC curve, or average precision; null if it was not logged. */
  readonly score: number | null;
}

/** The curves of a ROC or precision–recall artifact; null if it is none. */
export function readCurves(text: string, kind: 'roc' | 'pr'): ClassifierCurve[] | null {
  const curves = parsed(text)?.curves;
  if (!Array.isArray(curves)) {
    return null;
  }
  const read = curves.map(curve => {
    const x = numbers(kind === 'roc' ? curve?.falsePositiveRate : curve?.recall);
    const y = numbers(kind === 'roc' ? curve?.truePositiveRate : curve?.precision);
    const score = kind === 'roc' ? curve?.auc : curve?.averagePrecision;
    return x && y && x.length === y.length
      ? { label: String(curve.label ?? ''), x, y, score: typeof score === 'number' ? score : null }
      : null;
  });
  return read.every(curve => curve !== null) ? read : null;
}

export interface Confusion {
  readonly labels: readonly string[];
  /** Rows: true, columns: predicted. */
  readonly counts: readonly (readonly number[])[];
}

export function readConfusion(text: string): Confusion | null {
  const { labels, counts } = parsed(text) ?? {};
  if (!Array.isArray(labels) || !Array.isArray(counts) || counts.length !== labels.length) {
    return null;
  }
  const rows = counts.map(numbers);
  return rows.every((row): row is number[] => row !== null && row.length === labels.length)
    ? { labels: labels.map(String), counts: rows }
    : null;
}

/** Each row as shares of what is truly of its class. */
export const rowShares = (counts: Confusion['counts']): number[][] =>
  counts.map(row => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map(count => (total > 0 ? count / total : 0));
  });

export interface LoggedTable {
  readonly columns: readonly string[];
  readonly data: readonly (readonly unknown[])[];
}

export function readTable(text: string): LoggedTable | null {
  const { columns, data } = parsed(text) ?? {};
  return Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)
    ? { columns: columns.map(String), data }
    : null;
}

/** Columns that hold numbers only. */
export const numericColumns = ({ columns, data }: LoggedTable): string[] =>
  columns.filter((_, index) => data.length > 0 && data.every(row => isNumber(row[index])));

/** Two columns of a table, by ascending x. */
export function columnPairs(table: LoggedTable, x: string, y: string): [number, number][] {
  const [at, to] = [table.columns.indexOf(x), table.columns.indexOf(y)];
  return table.data
    .flatMap(row => {
      const [a, b] = [row[at], row[to]];
      return isNumber(a) && isNumber(b) ? [[a, b] as [number, number]] : [];
    })
    .sort((a, b) => a[0] - b[0]);
}

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

function numbers(value: unknown): number[] | null {
  return Array.isArray(value) && value.every(one => typeof one === 'number') ? value : null;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever somebody has logged
function parsed(text: string): Record<string, any> | null {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
