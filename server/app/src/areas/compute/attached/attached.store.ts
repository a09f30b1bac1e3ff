import { spreadsWork } from '@atelier-ml/api';
import { contains } from '../../../drivers/database/index.ts';
import type { Queries } from '../../../drivers/database/index.ts';

export interface AttachedRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  kind: string;
  address: string;
  /** What opens it, encrypted; null: nothing does. */
  credentials: string | null;
  /** Which they are, for those who may not see them. */
  credential_kind: string;
  /** Fingerprints as JSON. */
  host_keys: string;
  problem: string | null;
  version: string | null;
  /** Machines as JSON. */
  machines: string;
  /** What only its kind has, as JSON. */
  settings: string | null;
  checked_at: number;
  created_at: number;
  updated_at: number;
}

type AttachedTables = {
  attached_compute: AttachedRow;
  clusters: { id: string; name: string; driver: string; deleted_name: string | null };
  compute_instances: { id: string; name: string; attached_id: string | null };
};

const FORM = /^(?:attached|spark|ray):(.+)$/;

/** What clusters on an attached compute carry in place of a driver. */
export const driverOf = ({ id, kind }: Pick<AttachedRow, 'id' | 'kind'>): string =>
  `${spreadsWork(kind) ? kind : 'attached'}:${id}`;

/** Undefined for the drivers of this machine. */
export const attachedIdOf = (driver: string): string | undefined => FORM.exec(driver)?.[1];

/** Programs run on this machine, and spread their work over a Spark cluster. */
export const isOnSpark = (driver: string): boolean => driver.startsWith('spark:');

/** Programs run on machines of a Ray cluster, and spread their work over it. */
export const isOnRay = (driver: string): boolean => driver.startsWith('ray:');

/** The table of attached compute. */
export function createAttachedStore(queries: Queries) {
  const db = queries.$extendTables<AttachedTables>();
  const matching = (workspaceId: string, search?: string) =>
    db
      .selectFrom('attached_compute')
      .where('workspace_id', '=', workspaceId)
      .$if(search !== undefined, query =>
        query.where(contains(['attached_compute.name', 'attached_compute.description'], search!))
      );
  return {
    list: (workspaceId: string, limit: number, search?: string, after?: string) =>
      matching(workspaceId, search)
        .selectAll()
        .$if(after !== undefined, query => query.where('name', '>', after!))
        .orderBy('name')
        .limit(limit)
        .execute(),
    async count(workspaceId: string, search?: string): Promise<number> {
      const row = await matching(workspaceId, search)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** By id or name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      db
        .selectFrom('attached_compute')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    byIds: (ids: string[]) =>
      ids.length
        ? db.selectFrom('attached_compute').selectAll().where('id', 'in', ids).execute()
        : Promise.resolve([]),
    insert: (row: AttachedRow) => db.insertInto('attached_compute').values(row).execute(),
    update: (id: string, changed: Partial<AttachedRow>) =>
      db
        .updateTable('attached_compute')
        .set(changed)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    delete: (id: string) => db.deleteFrom('attached_compute').where('id', '=', id).execute(),
    ofKind: (kind: string) =>
      db.selectFrom('attached_compute').selectAll().where('kind', '=', kind).execute(),
    clustersOn: async (rows: AttachedRow[]) =>
      rows.length
        ? db
            .selectFrom('clusters')
            .select(['name', 'driver'])
            .where('driver', 'in', rows.map(driverOf))
            .where('deleted_name', 'is', null)
            .orderBy('name')
            .execute()
        : [],
    instancesOn: async (ids: string[]) =>
      ids.length
        ? db
            .selectFrom('compute_instances')
            .select(['name', 'attached_id'])
            .where('attached_id', 'in', ids)
            .orderBy('name')
            .execute()
        : []
  };
}
