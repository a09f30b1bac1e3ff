import type { ExecutedCell, MetricDefinition, RunDataset } from '@atelier-ml/api';
import { slicesOf } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import type { FoldedBatch } from './journal-fold.ts';
import type { ArtifactRow, DatasetRow, KeyKind, RunKey, RunTables } from './tables.ts';

type TextTable = 'run_params' | 'run_tags';

/** Params, tags, cells, links and artifacts of runs. */
export function createRunDetailsStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();

  const textsOf = (table: TextTable, runIds: string[], keys?: readonly string[]) =>
    db
      .selectFrom(table)
      .selectAll()
      .where('run_id', 'in', runIds)
      .$if(keys !== undefined, query => query.where('key', 'in', keys!))
      .orderBy('run_id')
      .orderBy('key')
      .execute();

  /** Names that runs have used, for completion and for the choice of columns. */
  async function addKeys(
    experimentId: string,
    kind: KeyKind,
    named: readonly { key: string }[]
  ): Promise<void> {
    const rows = named.map(({ key }) => ({
      experiment_id: experimentId,
      kind,
      key,
      unit: null,
      goal: null
    }));
    await db
      .insertInto('experiment_keys')
      .values(rows)
      .onConflict(conflict => conflict.doNothing())
      .execute();
  }

  return {
    params: (runIds: string[], keys?: readonly string[]) => textsOf('run_params', runIds, keys),
    tags: (runIds: string[]) => textsOf('run_tags', runIds),

    /** Stores params that are new; the first value stands. @returns those that say otherwise */
    async addParams(run: RunKey, params: Map<string, string>): Promise<Map<string, string>> {
      const conflicts = new Map<string, string>();
      for (const slice of slicesOf([...params])) {
        const keys = slice.map(([key]) => key);
        const known = await db
          .selectFrom('run_params')
          .select(['key', 'value'])
          .where('run_id', '=', run.id)
          .where('key', 'in', keys)
          .execute();
        const values = new Map(known.map(row => [row.key, row.value]));
        const fresh = slice.filter(([key]) => !values.has(key));
        slice
          .filter(([key, value]) => values.has(key) && values.get(key) !== value)
          .forEach(([key, value]) => conflicts.set(key, value));
        if (fresh.length) {
          const rows = fresh.map(textOf(run));
          await db.insertInto('run_params').values(rows).execute();
          await addKeys(run.experiment_id, 'param', rows);
        }
      }
      return conflicts;
    },
    async setTags(run: RunKey, tags: Iterable<[string, string]>): Promise<void> {
      const rows = Array.from(tags, textOf(run));
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
        await addKeys(run.experiment_id, 'tag', slice);
      }
    },
    async removeTags(runIds: readonly string[], keys: readonly string[]): Promise<void> {
      if (keys.length) {
        await db
          .deleteFrom('run_tags')
          .where('run_id', 'in', runIds)
          .where('key', 'in', keys)
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

    /** A dataset that is named again is the same one. */
    async addDatasets(rows: DatasetRow[]): Promise<void> {
      for (const slice of slicesOf(rows)) {
        await db
          .insertInto('run_datasets')
          .values(slice)
          .onConflict(conflict => conflict.doNothing())
          .execute();
      }
    },
    async datasets(runId: string): Promise<RunDataset[]> {
      const rows = await db
        .selectFrom('run_datasets')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('position')
        .orderBy('name')
        .execute();
      return rows.map(presentDataset);
    },

    /** What is known of the metrics of an experiment. */
    async metricDefinitions(experimentId: string): Promise<Map<string, MetricDefinition>> {
      const rows = await db
        .selectFrom('experiment_keys')
        .select(['key', 'unit', 'goal'])
        .where('experiment_id', '=', experimentId)
        .where('kind', '=', 'metric')
        .where(where => where.or([where('unit', 'is not', null), where('goal', 'is not', null)]))
        .execute();
      return new Map(rows.map(({ goal, key, unit }) => [key, { unit, goal }]));
    },

    /** What is said last of a metric holds for all runs of the experiment. */
    async defineMetrics(
      experimentId: string,
      definitions: FoldedBatch['definitions']
    ): Promise<void> {
      const rows = [...definitions].map(([key, { goal, unit }]) => ({
        experiment_id: experimentId,
        kind: 'metric' as const,
        key,
        unit,
        goal
      }));
      for (const slice of slicesOf(rows)) {
        await db
          .insertInto('experiment_keys')
          .values(slice)
          .onConflict(conflict =>
            conflict.columns(['experiment_id', 'kind', 'key']).doUpdateSet(set => ({
              unit: set.ref('excluded.unit'),
              goal: set.ref('excluded.goal')
            }))
          )
          .execute();
      }
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
              step: set.ref('excluded.step'),
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

const textOf =
  ({ experiment_id, id }: RunKey) =>
  ([key, value]: [string, string]) => ({ run_id: id, experiment_id, key, value });

function presentDataset(row: DatasetRow): RunDataset {
  const { context, digest, name, profile, schema, source } = row;
  const sourceType = row.source_type;
  return { name, digest, context: context || null, sourceType, source, schema, profile };
}
