import type { Run } from '@atelier-ml/api';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** A column of the runs table: a param or a metric by its key, e.g. `metric:auc`. */
export type ColumnId = `param:${string}` | `metric:${string}`;

/** Columns that are shown unasked. */
const FIRST_METRICS = 5;
const FIRST_PARAMS = 3;

const naturally = new Intl.Collator('en', { numeric: true });

/** Every param and metric that the runs have: those of the most runs first. */
export function columnsOf(runs: readonly Pick<Run, 'params' | 'metrics'>[]): {
  params: string[];
  metrics: string[];
} {
  const byUse = (records: readonly Readonly<Record<string, unknown>>[]) => {
    const uses = new Map<string, number>();
    for (const key of records.flatMap(Object.keys)) {
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
    return [...uses].sort(([a, m], [b, n]) => n - m || naturally.compare(a, b)).map(([key]) => key);
  };
  return {
    params: byUse(runs.map(run => run.params)),
    metrics: byUse(runs.map(run => run.metrics))
  };
}

/** Which columns a runs table shows: the commonest until the user chooses. */
export class RunColumns {
  readonly #changed = new Signal<this, void>(this);
  #chosen: readonly ColumnId[] | null = null;

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  /** The columns in their order: metrics, then params. */
  shown(available: { params: readonly string[]; metrics: readonly string[] }): ColumnId[] {
    const all = allOf(available);
    const first = [
      ...all.filter(id => id.startsWith('metric:')).slice(0, FIRST_METRICS),
      ...all.filter(id => id.startsWith('param:')).slice(0, FIRST_PARAMS)
    ];
    return this.#chosen ? all.filter(id => this.#chosen!.includes(id)) : first;
  }

  choose(columns: readonly ColumnId[]): void {
    this.#chosen = columns;
    this.#changed.emit();
  }
}

/** All columns that there are, metrics first. */
export function allOf(available: {
  params: readonly string[];
  metrics: readonly string[];
}): ColumnId[] {
  return [
    ...available.metrics.map(key => `metric:${key}` as const),
    ...available.params.map(key => `param:${key}` as const)
  ];
}

/** The param's or metric's own key. */
export const keyOf = (column: ColumnId): string => column.slice(column.indexOf(':') + 1);
