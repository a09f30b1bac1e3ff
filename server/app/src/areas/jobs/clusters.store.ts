import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import type { ClusterRow, JobTables, NodeRow } from './tables.ts';

/** The tables of clusters and their nodes. */
export function createClusterStore(queries: Queries) {
  const db = queries.$extendTables<JobTables>();
  const matching = (workspaceId: string, search?: string) =>
    db
      .selectFrom('clusters')
      .where('workspace_id', '=', workspaceId)
      .where('deleted_name', 'is', null)
      .$if(search !== undefined, query =>
        query.where(contains(['clusters.name', 'clusters.description'], search!))
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
    all: () =>
      db
        .selectFrom('clusters')
        .selectAll()
        .where('deleted_name', 'is', null)
        .orderBy('id')
        .execute(),
    /** By id or name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      db
        .selectFrom('clusters')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('deleted_name', 'is', null)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    /** Also one that was deleted. */
    findById: (id: string) =>
      db.selectFrom('clusters').selectAll().where('id', '=', id).executeTakeFirst(),
    byIds: (ids: string[]) =>
      ids.length
        ? db.selectFrom('clusters').selectAll().where('id', 'in', ids).execute()
        : Promise.resolve([]),
    insert: (row: ClusterRow) => db.insertInto('clusters').values(row).execute(),
    /** Does nothing where another has made it meanwhile. */
    insertOnce: (row: ClusterRow) =>
      db
        .insertInto('clusters')
        .values(row)
        .onConflict(conflict => conflict.columns(['workspace_id', 'name']).doNothing())
        .execute(),
    update: (id: string, changed: Partial<ClusterRow>) =>
      db
        .updateTable('clusters')
        .set(changed)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    delete: (id: string) => db.deleteFrom('clusters').where('id', '=', id).execute(),
    /** Deleted, but known to its jobs; its name is free. */
    retire: ({ id, name }: ClusterRow) =>
      db
        .updateTable('clusters')
        .set({ name: id, deleted_name: name, min_nodes: 0 })
        .where('id', '=', id)
        .execute(),
    /** One that was deleted, once the last of its jobs is gone. */
    forgetRetired: (id: string) =>
      db
        .deleteFrom('clusters')
        .where('id', '=', id)
        .where('deleted_name', 'is not', null)
        .where(where =>
          where.not(
            where.exists(
              where.selectFrom('jobs').select('jobs.id').where('jobs.cluster_id', '=', id)
            )
          )
        )
        .execute(),
    nodesOf: (clusterIds: string[]) =>
      clusterIds.length
        ? db
            .selectFrom('cluster_nodes')
            .selectAll()
            .where('cluster_id', 'in', clusterIds)
            .orderBy('since')
            .orderBy('id')
            .execute()
        : Promise.resolve([]),
    /** All nodes, with who works on them. */
    async allNodes() {
      const rows = await db
        .selectFrom('cluster_nodes')
        .leftJoin('jobs', 'jobs.id', 'cluster_nodes.job_id')
        .selectAll('cluster_nodes')
        .select(['jobs.user_name', 'jobs.name', 'jobs.spec'])
        .execute();
      return rows.map(({ name, spec, user_name, ...node }) => ({
        ...node,
        job:
          node.job_id === null
            ? null
            : { id: node.job_id, name: name!, spec: spec!, user_name: user_name! }
      }));
    },
    insertNodes: (rows: NodeRow[]) => db.insertInto('cluster_nodes').values(rows).execute(),
    deleteNodes: async (ids: string[]) =>
      ids.length && db.deleteFrom('cluster_nodes').where('id', 'in', ids).execute(),
    takeNode: (id: string, job: { id: string; rank: number }, now: number) =>
      db
        .updateTable('cluster_nodes')
        .set({ job_id: job.id, rank: job.rank, since: now })
        .where('id', '=', id)
        .execute(),
    freeNodesOf: (jobId: string, now: number) =>
      db
        .updateTable('cluster_nodes')
        .set({ job_id: null, rank: null, since: now })
        .where('job_id', '=', jobId)
        .execute()
  };
}
