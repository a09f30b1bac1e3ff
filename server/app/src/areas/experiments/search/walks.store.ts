import type { Filter } from '@atelier-ml/api';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Queries } from '../../../drivers/database/index.ts';
import type { RunSearch } from './run-search.ts';

/** Experiments whose indexes are walked side by side; of more, all runs are sorted. */
const MOST_WALKS = 64;
/** Rows that all walks together may read for one page. */
const MOST_ROWS = 30_000;
/** Values that all walks together may hand to the database, which takes some 32,000. */
const MOST_VALUES = 10_000;
/** Those of a walk beside the ones of its filter. */
const OWN_VALUES = 20;
/** Attributes along which an index leads within one experiment. */
const WITHIN_EXPERIMENT = ['started', 'name', 'ended'];

/** Whether an index leads along the order of an experiment, but none along that of the whole scope. */
function isSplit({ experimentIds, order: [first] }: RunSearch): boolean {
  if (experimentIds?.length === 1) {
    return false;
  }
  const whole = !experimentIds;
  switch (first?.field.kind) {
    case undefined:
    case 'metric':
      return !whole;
    case 'attribute':
      return whole ? first!.field.key === 'ended' : WITHIN_EXPERIMENT.includes(first!.field.key);
    default:
      return true;
  }
}

/**
 * A search as one for each experiment, where each of them then has an index to follow and their
 * pages are merged; the search itself where that is of no use.
 */
export async function walksOf(
  queries: Queries,
  search: RunSearch,
  rows: number
): Promise<RunSearch[]> {
  if (!isSplit(search)) {
    return [search];
  }
  const { experimentIds, workspaceId } = search;
  const ids = experimentIds ?? (await experimentsOf(queries, workspaceId));
  const many =
    ids.length > MOST_WALKS ||
    ids.length * rows > MOST_ROWS ||
    ids.length * (valuesIn(search.filter) + OWN_VALUES) > MOST_VALUES;
  return ids.length < 2 || many ? [search] : ids.map(id => ({ ...search, experimentIds: [id] }));
}

function valuesIn(filter: Filter): number {
  switch (filter.type) {
    case 'and':
    case 'or':
      return filter.items.reduce((sum, item) => sum + valuesIn(item), 0);
    case 'not':
      return valuesIn(filter.item);
    case 'comparison':
      // A key, and a value that some tests name twice.
      return 1 + 2 * [filter.value ?? []].flat().length;
  }
}

async function experimentsOf(queries: Queries, workspaceId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from experiments
    where workspace_id = ${workspaceId} limit ${MOST_WALKS + 1}`.execute(queries);
  return rows.map(row => row.id);
}

/** Rows of all queries; each may have an order and a limit of its own. */
export function unionOf(queries: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const parts = queries.map(
    (query, index) => sql`select * from (${query}) as ${sql.ref(`walk${index}`)}`
  );
  return sql.join(parts, sql` union all `);
}
