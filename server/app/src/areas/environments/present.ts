import type { Environment, EnvironmentVersion } from '@atelier-ml/api';
import type { EnvironmentRow, VersionRow } from './environments.store.ts';
import type { CopyRow } from './registries.store.ts';

/** Copies are of its image as it is now, not of one before it. */
export function presentVersion(row: VersionRow, copies: CopyRow[]): EnvironmentVersion {
  return {
    id: row.id,
    environmentId: row.environment_id,
    version: row.version,
    spec: JSON.parse(row.spec),
    state: row.state as EnvironmentVersion['state'],
    error: row.error,
    image: row.image,
    digest: row.digest,
    copies: copies
      .filter(copy => copy.version_id === row.id && copy.image === row.digest)
      .map(({ digest, pushed_at, reference }) => ({
        reference,
        digest,
        pushedAt: Number(pushed_at)
      })),
    size: row.size === null ? null : Number(row.size),
    lock: row.lock === null ? null : JSON.parse(row.lock),
    steps: JSON.parse(row.steps),
    createdAt: Number(row.created_at),
    startedAt: row.started_at === null ? null : Number(row.started_at),
    endedAt: row.ended_at === null ? null : Number(row.ended_at)
  };
}

/** The lock stays with its version: a list of environments must not carry thousands of packages. */
export function presentEnvironment(
  row: EnvironmentRow,
  versions: VersionRow[],
  copies: CopyRow[]
): Environment {
  const latest = presentVersion({ ...versions[0]!, lock: null }, copies);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    latest,
    versionCount: versions.length,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at)
  };
}

/** The news of a change of an environment. */
export function changeOf(row: EnvironmentRow, action: 'created' | 'updated' | 'deleted') {
  return {
    kind: 'environment',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  } as const;
}
