import type { Model, ModelVersion } from '@atelier-ml/api';
import type { ModelRow, ModelVersionRow } from './models.store.ts';

/** `gone`: ids of runs that were deleted for good. */
export function withOrigin(version: ModelVersion, gone: ReadonlySet<string>): ModelVersion {
  return version.runId !== null && gone.has(version.runId)
    ? { ...version, runGone: true }
    : version;
}

type Alias = { alias: string; version: number };

export function presentVersion(
  model: ModelRow,
  row: ModelVersionRow,
  aliases: Alias[]
): ModelVersion {
  return {
    modelId: row.model_id,
    modelName: model.name,
    version: row.version,
    format: row.format as ModelVersion['format'],
    filename: row.filename,
    sha256: row.sha256 || null,
    size: row.size,
    signature: row.signature === null ? null : JSON.parse(row.signature),
    metadata: JSON.parse(row.metadata),
    runId: row.run_id,
    metrics: JSON.parse(row.metrics),
    example: row.example === null ? null : JSON.parse(row.example),
    description: row.description,
    aliases: aliases.filter(({ version }) => version === row.version).map(({ alias }) => alias),
    createdAt: row.created_at
  };
}

/** `versions`: all of the model, the newest first. */
export function presentModel(row: ModelRow, versions: ModelVersionRow[], aliases: Alias[]): Model {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    tags: JSON.parse(row.tags),
    aliases: Object.fromEntries(aliases.map(({ alias, version }) => [alias, version])),
    versionCount: versions.length,
    latest: presentVersion(row, versions[0]!, aliases),
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}
