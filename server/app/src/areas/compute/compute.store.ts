import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

type ComputeTables = {
  compute_instances: InstanceRow;
  compute_kernels: KernelRow;
};

export interface InstanceRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  state: string;
  cpus: number | null;
  memory_mb: number | null;
  environment_variables: string;
  kernelspec: string;
  driver: string;
  /** The attached compute that its container is on; null: the machine of the server. */
  attached_id: string | null;
  image: string | null;
  /** Of which environment that image is. */
  environment_id: string | null;
  environment_version: number | null;
  network: string;
  /** Languages that can be started on it, as JSON. */
  languages: string;
  /** The engine's id of its container. */
  workload: string | null;
  problem: string | null;
  /** Kernels that wait for work; null: as its memory allows. */
  warm_kernels: number | null;
  /** KernelExit as JSON. */
  last_exit: string | null;
  /** Username and name as JSON; empty: nobody knows. */
  owner: string;
  /** Of text, as JSON. */
  tags: string;
  shared_memory_mb: number | null;
  disk_gb: number | null;
  gpus: number;
  /** `exclusive` or `shared`. */
  gpu_sharing: string;
  setup_script: string;
  /** SetUpRecord as JSON: of the container that it was last run in. */
  setup: string | null;
  idle_shutdown_minutes: number | null;
  /** InstanceSchedule[] as JSON. */
  schedules: string;
  /** Up to when the schedules were followed. */
  schedules_at: number | null;
  stop_reason: string | null;
  created_at: number;
  updated_at: number;
}

export interface KernelRow {
  kernel_id: string;
  instance_id: string;
  pid: number;
  process_mark: string;
  memory_mb: number | null;
  /** The engine's id of a kernel in a container. */
  execution: string | null;
  started_at: number;
}

export interface InstanceFilter {
  workspaceId: string;
  search?: string;
  /** Name of the last instance of the page before. */
  after?: string;
  limit: number;
}

/** The tables of compute instances and the kernels that run on them. */
export function createComputeStore(queries: Queries) {
  const db = queries.$extendTables<ComputeTables>();
  const matching = (workspaceId: string, search: string | undefined) =>
    db
      .selectFrom('compute_instances')
      .where('workspace_id', '=', workspaceId)
      .$if(search !== undefined, query =>
        query.where(contains(['compute_instances.name', 'compute_instances.description'], search!))
      );
  return {
    list: ({ after, limit, search, workspaceId }: InstanceFilter) =>
      matching(workspaceId, search)
        .selectAll()
        .$if(after !== undefined, query => query.where('name', '>', after!))
        .orderBy('name')
        .limit(limit)
        .execute(),
    /**
     * Those that Jupyter offers kernels of: a container is started by its first cell. They are also
     * those that hold something, for a container keeps its disk.
     */
    listOffered: () =>
      db
        .selectFrom('compute_instances')
        .selectAll()
        .where(where => where.or([where('state', '=', 'running'), where('driver', '=', 'docker')]))
        .execute(),
    listContainers: () =>
      db.selectFrom('compute_instances').selectAll().where('driver', '=', 'docker').execute(),
    listRunning: () =>
      db.selectFrom('compute_instances').selectAll().where('state', '=', 'running').execute(),
    listScheduled: () =>
      db.selectFrom('compute_instances').selectAll().where('schedules', '<>', '[]').execute(),
    /** Containers whose disk is watched. */
    listLimitedDisks: () =>
      db
        .selectFrom('compute_instances')
        .selectAll()
        .where('disk_gb', 'is not', null)
        .where('state', '=', 'running')
        .execute(),
    /** Instances with an image, for those who would delete one. */
    imagesInUse: () =>
      db
        .selectFrom('compute_instances')
        .select(['workspace_id', 'name', 'image', 'environment_id'])
        .where('image', 'is not', null)
        .orderBy('name')
        .execute(),
    findKernel: (kernelId: string) =>
      db
        .selectFrom('compute_kernels')
        .selectAll()
        .where('kernel_id', '=', kernelId)
        .executeTakeFirst(),
    async count(workspaceId: string, search?: string): Promise<number> {
      const row = await matching(workspaceId, search)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** By id or name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      db
        .selectFrom('compute_instances')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    findById: (id: string) =>
      db.selectFrom('compute_instances').selectAll().where('id', '=', id).executeTakeFirst(),
    byIds: async (ids: string[]) =>
      ids.length
        ? db.selectFrom('compute_instances').selectAll().where('id', 'in', ids).execute()
        : [],
    findByWorkload: (workload: string) =>
      db
        .selectFrom('compute_instances')
        .selectAll()
        .where('workload', '=', workload)
        .executeTakeFirst(),
    findKernelOf: (execution: string) =>
      db
        .selectFrom('compute_kernels')
        .selectAll()
        .where('execution', '=', execution)
        .executeTakeFirst(),
    async isKernelspecTaken(kernelspec: string): Promise<boolean> {
      const found = await db
        .selectFrom('compute_instances')
        .select('id')
        .where('kernelspec', '=', kernelspec)
        .executeTakeFirst();
      return found !== undefined;
    },
    insert: (row: InstanceRow) => db.insertInto('compute_instances').values(row).execute(),
    update: (id: string, changes: Partial<InstanceRow>) =>
      db
        .updateTable('compute_instances')
        .set(changes)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    delete: (id: string) => db.deleteFrom('compute_instances').where('id', '=', id).execute(),
    kernelsOf: (instanceIds: string[]) =>
      db
        .selectFrom('compute_kernels')
        .selectAll()
        .where('instance_id', 'in', instanceIds.length ? instanceIds : [''])
        .orderBy('started_at')
        .orderBy('kernel_id')
        .execute(),
    allKernels: () => db.selectFrom('compute_kernels').selectAll().execute(),
    putKernel: (row: KernelRow) =>
      db
        .insertInto('compute_kernels')
        .values(row)
        .onConflict(conflict => conflict.column('kernel_id').doUpdateSet(row))
        .execute(),
    /** Removes a kernel, unless it was started anew meanwhile; answers whether it was there. */
    async deleteKernel(kernelId: string, mark?: string): Promise<boolean> {
      const result = await db
        .deleteFrom('compute_kernels')
        .where('kernel_id', '=', kernelId)
        .$if(mark !== undefined, query => query.where('process_mark', '=', mark!))
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    }
  };
}
