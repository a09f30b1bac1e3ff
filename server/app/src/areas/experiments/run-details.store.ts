import type { ExecutedCell } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { FoldedBatch } from './journal-fold.ts';
import { slicesOf } from './tables.ts';
import type { ArtifactRow, RunTables } from './tables.ts';

type TextTable = 'run_params' | 'run_tags';

/** Params, tags, cells, links and artifacts of runs. */
export function createRunDetailsStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();

  const textsOf = (table: TextTable, runIds: string[]) =>
    db
      .selectFrom(table)
      .selectAll()
      .where('run_id', 'in', runIds)
      .orderBy('run_id')
      .orderBy('key')
      .execute();

  return {
    params: (runIds: string[]) => textsOf('run_params', runIds),
    tags: (runIds: string[]) => textsOf('run_tags', runIds),

    /** Stores params that are new; the first value stands. @returns those that say otherwise */
    async addParams(runId: string, params: Map<string, string>): Promise<Map<string, string>> {
      const conflicts = new Map<string, string>();
      for (const slice of slicesOf([...params])) {
        const keys = slice.map(([key]) => key);
        const known = await db
          .selectFrom('run_params')
          .select(['key', 'value'])
          .where('run_id', '=', runId)
          .where('key', 'in', keys)
          .execute();
        const values = new Map(known.map(row => [row.key, row.value]));
        const fresh = slice.filter(([key]) => !values.has(key));
        slice
          .filter(([key, value]) => values.has(key) && values.get(key) !== value)
          .forEach(([key, value]) => conflicts.set(key, value));
        if (fresh.length) {
          const rows = fresh.map(([key, value]) => ({ run_id: runId, key, value }));
          await db.insertInto('run_params').values(rows).execute();
        }
      }
      return conflicts;
    },
    async setTags(runId: string, tags: Iterable<[string, string]>): Promise<void> {
      const rows = [...tags].map(([key, value]) => ({ run_id: runId, key, value }));
      for (const slice of slicesOf(rows)) {
        await db
          .insertInto('run_tags')
          .values(slice)
          .onConflict(conflict =>
            conflict
              .columns(['run_id', 'key'])
              .doUpdateSet(set => ({ value: set.ref('excluded.value') }))
          )
          .execute();
      }
    },
    deleteTags: (runId: string) => db.deleteFrom('run_tags').where('run_id', '=', runId).execute(),

    async addCells(runId: string, cells: FoldedBatch['cells']): Promise<void> {
      const rows = cells.map(({ cell, position }) => ({
        run_id: runId,
        position,
        cell: JSON.stringify(cell)
      }));
      for (const slice of slicesOf(rows)) {
        await db.insertInto('run_cells').values(slice).execute();
      }
    },
    async cells(runId: string): Promise<ExecutedCell[]> {
      const rows = await db
        .selectFrom('run_cells')
        .select('cell')
        .where('run_id', '=', runId)
        .orderBy('position')
        .execute();
      return rows.map(row => JSON.parse(row.cell) as ExecutedCell);
    },

    async addLinks(runId: string, links: FoldedBatch['links']): Promise<void> {
      for (const slice of slicesOf(links.map(link => ({ run_id: runId, ...link })))) {
        await db
          .insertInto('run_links')
          .values(slice)
          .onConflict(conflict => conflict.columns(['run_id', 'direction', 'uri']).doNothing())
          .execute();
      }
    },
    links: (runId: string) =>
      db
        .selectFrom('run_links')
        .select(['direction', 'uri'])
        .where('run_id', '=', runId)
        .orderBy('position')
        .execute(),

    /** An artifact that is logged again under its path replaces the one before. */
    async addArtifacts(rows: ArtifactRow[]): Promise<void> {
      for (const slice of slicesOf(rows)) {
        await db
          .insertInto('run_artifacts')
          .values(slice)
          .onConflict(conflict =>
            conflict.columns(['run_id', 'path']).doUpdateSet(set => ({
              sha256: set.ref('excluded.sha256'),
              size: set.ref('excluded.size'),
              media_type: set.ref('excluded.media_type'),
              created_at: set.ref('excluded.created_at')
            }))
          )
          .execute();
      }
    },
    artifacts: (runId: string) =>
      db
        .selectFrom('run_artifacts')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('path')
        .execute(),
    artifact: (runId: string, path: string) =>
      db
        .selectFrom('run_artifacts')
        .selectAll()
        .where('run_id', '=', runId)
        .where('path', '=', path)
        .executeTakeFirst()
  };
}
