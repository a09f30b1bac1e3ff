import type { Queries } from '../../drivers/database/index.ts';
import type { EnvironmentRow, VersionRow } from './environments.store.ts';

type RegistryTables = {
  environments: EnvironmentRow;
  environment_versions: VersionRow;
  environment_copies: CopyRow;
  registries: RegistryRow;
};

export interface CopyRow {
  version_id: string;
  /** Id of the image: a version that was built anew has another. */
  image: string;
  reference: string;
  digest: string;
  pushed_at: number;
}

export interface RegistryRow {
  workspace_id: string;
  host: string;
  username: string;
  encrypted_password: string;
  updated_at: number;
}

/** The tables of registries: their logins, and the images that they keep. */
export function createRegistryStore(queries: Queries) {
  const db = queries.$extendTables<RegistryTables>();
  const copies = () =>
    db
      .selectFrom('environment_copies')
      .selectAll('environment_copies')
      .orderBy('pushed_at', 'desc');
  return {
    registries: (workspaceId: string) =>
      db
        .selectFrom('registries')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .orderBy('host')
        .execute(),
    registry: (workspaceId: string, host: string) =>
      db
        .selectFrom('registries')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('host', '=', host)
        .executeTakeFirst(),
    putRegistry: (row: RegistryRow) =>
      db
        .insertInto('registries')
        .values(row)
        .onConflict(conflict => conflict.columns(['workspace_id', 'host']).doUpdateSet(row))
        .execute(),
    async deleteRegistry(workspaceId: string, host: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('registries')
        .where('workspace_id', '=', workspaceId)
        .where('host', '=', host)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    /** What was made of images of registries: their specifications tell from which. */
    specs: (workspaceId: string) =>
      db
        .selectFrom('environment_versions')
        .innerJoin('environments', 'environments.id', 'environment_versions.environment_id')
        .select(['environment_versions.id', 'name', 'version', 'spec'])
        .where('workspace_id', '=', workspaceId)
        .orderBy('name')
        .orderBy('version')
        .execute(),
    copiesOf: (versionIds: string[]) =>
      copies()
        .where('version_id', 'in', versionIds.length ? versionIds : [''])
        .execute(),
    /** Where an image is to be had, by its id or by the tag of a version; the newest first. */
    copiesOfImage: (image: string) =>
      copies()
        .innerJoin('environment_versions', 'environment_versions.id', 'version_id')
        .innerJoin('environments', 'environments.id', 'environment_versions.environment_id')
        .select(['workspace_id', 'name', 'version', 'environment_versions.image as tag'])
        .where(where =>
          where.or([
            where('environment_copies.image', '=', image),
            where.and([
              where('environment_versions.image', '=', image),
              where('environment_versions.digest', '=', where.ref('environment_copies.image'))
            ])
          ])
        )
        .execute(),
    putCopy: (row: CopyRow) =>
      db
        .insertInto('environment_copies')
        .values(row)
        .onConflict(conflict => conflict.columns(['version_id', 'reference']).doUpdateSet(row))
        .execute()
  };
}
