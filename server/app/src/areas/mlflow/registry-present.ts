import type { MlflowModelVersion, RegisteredModel } from '@atelier-ml/api';
import { createVersionStore } from '../models/index.ts';
import type { ModelRow, ModelVersionRow } from '../models/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import { versionUri } from './places.ts';
import { listed } from './run-present.ts';

type AliasRow = { model_id: string; alias: string; version: number };

export const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const;
export const NO_STAGE = STAGES[0];

export const stageOf = (row: ModelVersionRow): string => row.stage ?? NO_STAGE;

export function presentVersion(
  name: string,
  row: ModelVersionRow,
  aliases: AliasRow[]
): MlflowModelVersion {
  const own = aliases.filter(a => a.model_id === row.model_id && a.version === row.version);
  return {
    name,
    version: String(row.version),
    creation_timestamp: row.created_at,
    last_updated_timestamp: row.updated_at ?? row.created_at,
    current_stage: stageOf(row),
    description: row.description,
    source: row.source ?? versionUri(row.model_id, row.version),
    run_id: row.run_id ?? '',
    run_link: row.run_link ?? '',
    ...(row.logged_model_id && { model_id: row.logged_model_id }),
    status: 'READY',
    ...listed('tags', pairsIn(row.tags)),
    ...listed(
      'aliases',
      own.map(({ alias }) => alias)
    )
  };
}

/** Models with the newest version of every stage, in the order of the rows. */
export async function presentModels(
  queries: Queries,
  rows: ModelRow[]
): Promise<RegisteredModel[]> {
  const store = createVersionStore(queries);
  const ids = rows.map(row => row.id);
  const versions = Map.groupBy(await store.listOf(ids), version => version.model_id);
  const aliases = Map.groupBy(await store.aliasesOf(ids), alias => alias.model_id);
  return rows.map(row => {
    const own = aliases.get(row.id) ?? [];
    const newest = newestOfStages(versions.get(row.id) ?? [], STAGES);
    return {
      name: row.name,
      creation_timestamp: row.created_at,
      last_updated_timestamp: row.updated_at,
      description: row.description,
      ...listed(
        'latest_versions',
        newest.map(version => presentVersion(row.name, version, own))
      ),
      ...listed('tags', pairsIn(row.tags)),
      ...listed(
        'aliases',
        own.map(({ alias, version }) => ({ alias, version: String(version) }))
      )
    };
  });
}

/** `versions`: the newest first. */
export function newestOfStages(
  versions: ModelVersionRow[],
  stages: readonly string[]
): ModelVersionRow[] {
  return stages.flatMap(stage => versions.find(version => stageOf(version) === stage) ?? []);
}

export function pairsIn(text: string | null): { key: string; value: string }[] {
  const values = JSON.parse(text ?? '{}') as Record<string, string>;
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
