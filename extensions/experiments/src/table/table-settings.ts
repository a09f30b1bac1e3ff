import type { JSONObject } from '@lumino/coreutils';
import type { ColumnRef } from './column-ref.ts';

export interface SortKey {
  readonly column: ColumnRef;
  readonly descending: boolean;
}

/** How a table of runs is set up: what a saved view keeps, and what outlives a reload. All of it is JSON. */
export interface TableSettings {
  readonly filter: string;
  readonly search: string;
  readonly deleted: boolean;
  readonly order: readonly SortKey[];
  /** Null: what suits the runs. */
  readonly columns: readonly ColumnRef[] | null;
  readonly pinned: readonly ColumnRef[];
  /** Pixels, where somebody has changed them. */
  readonly widths: Readonly<Record<ColumnRef, number>>;
  /** Fields that runs must agree in to be one group; none: no groups. */
  readonly groupBy: readonly ColumnRef[];
}

export const LATEST_FIRST: readonly SortKey[] = [{ column: 'started', descending: true }];

export const DEFAULT_TABLE: TableSettings = {
  filter: '',
  search: '',
  deleted: false,
  order: LATEST_FIRST,
  columns: null,
  pinned: [],
  widths: {},
  groupBy: []
};

const textOr = (value: unknown, other: string) => (typeof value === 'string' ? value : other);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];

/** What was kept, perhaps by another version; whatever cannot be read is as by default. */
export function readTableSettings(kept: unknown): TableSettings {
  if (kept === null || typeof kept !== 'object') {
    return DEFAULT_TABLE;
  }
  const value = kept as Record<string, unknown>;
  const order = (Array.isArray(value.order) ? value.order : []).filter(
    (key): key is SortKey => typeof (key as SortKey | null)?.column === 'string'
  );
  const widths = Object.entries((value.widths ?? {}) as Record<string, unknown>).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number'
  );
  return {
    filter: textOr(value.filter, ''),
    search: textOr(value.search, ''),
    deleted: value.deleted === true,
    order:
      order.length > 0
        ? order.map(({ column, descending }) => ({ column, descending: descending === true }))
        : LATEST_FIRST,
    columns: Array.isArray(value.columns) ? texts(value.columns) : null,
    pinned: texts(value.pinned),
    widths: Object.fromEntries(widths),
    groupBy: texts(value.groupBy)
  };
}

/** The settings as JSON. */
export const writeTableSettings = (settings: TableSettings): JSONObject =>
  JSON.parse(JSON.stringify(settings)) as JSONObject;
