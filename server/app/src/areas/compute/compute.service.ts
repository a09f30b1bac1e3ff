import { AtelierError } from '@atelier-ml/api';
import type { ComputeInstance, ComputeKernel, ComputeSize, Host } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Compute, PublishedInstance } from '../../drivers/compute/index.ts';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import { createKernelWatch } from './kernel-watch.ts';
import { kernelspecName } from './kernelspec-name.ts';

type Variables = Record<string, string>;

/** An instance as a path names it. */
interface Place {
  workspace: string;
  instance: string;
}

export interface ComputeOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  compute: Compute;
  workspaces: Workspaces;
  log: Logger;
}

const WATCH_INTERVAL = 2_000;

export type ComputeService = Awaited<ReturnType<typeof createCompute>>;

/** Must be made after the migrations have run: it publishes the kernelspecs of running instances. */
export async function createCompute(options: ComputeOptions) {
  const { changes, clock, compute, database, log, workspaces } = options;
  const store = createComputeStore(database.queries);
  const watch = createKernelWatch({ changes, compute, log, store });
  workspaces.addContent({
    what: 'compute instances',
    count: (queries, workspaceId) => createComputeStore(queries).count(workspaceId)
  });

  const running = await store.listRunning();
  await compute.keepOnly(running.map(row => row.kernelspec));
  for (const row of running) {
    await compute.publish(publishedOf(row));
  }
  const timer = setInterval(() => {
    watch.look().catch((err: unknown) => log.warn({ err }, 'kernels could not be looked at'));
  }, WATCH_INTERVAL).unref();

  async function find({ instance, workspace }: Place, user: User): Promise<InstanceRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    return (await store.find(id, instance)) ?? missing(instance, name);
  }

  async function present(rows: InstanceRow[]): Promise<ComputeInstance[]> {
    const live = await watch.alive(await store.kernelsOf(rows.map(row => row.id)));
    return rows.map(row => {
      const kernelCount = live.filter(kernel => kernel.row.instance_id === row.id).length;
      return presentInstance(row, kernelCount);
    });
  }

  async function presentOne(row: InstanceRow): Promise<ComputeInstance> {
    return (await present([row]))[0]!;
  }

  /** Writes a change, and brings the kernelspec in line with it. */
  async function change(row: InstanceRow, changed: Partial<InstanceRow>): Promise<InstanceRow> {
    const updated = await changes.commit(async (queries, announce) => {
      const result =
        (await createComputeStore(queries).update(row.id, { ...changed, updated_at: clock() })) ??
        missing(row.name, 'this workspace');
      announce(changeOf(result, 'updated'));
      return result;
    });
    if (updated.state === 'running') {
      await compute.publish(publishedOf(updated));
    } else {
      await compute.withdraw(updated.kernelspec);
    }
    return updated;
  }

  return {
    stop(): void {
      clearInterval(timer);
    },
    host: (): Promise<Host> => compute.host(),
    async list(
      place: { workspace: string },
      { cursor, limit, search }: { cursor?: string; limit: number; search?: string },
      user: User
    ) {
      const workspaceId = (await workspaces.resolve(place.workspace, user)).id;
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = await store.list({ workspaceId, search, after, limit: limit + 1 });
      const { nextCursor, rows } = cutPage(found, limit, row => row.name);
      return {
        items: await present(rows),
        total: await store.count(workspaceId, search),
        nextCursor
      };
    },
    async get(place: Place, user: User): Promise<ComputeInstance> {
      return presentOne(await find(place, user));
    },
    async create(
      place: { workspace: string },
      input: {
        name: string;
        description: string;
        size: z.output<typeof ComputeSize>;
        environmentVariables: Variables;
      },
      user: User
    ): Promise<ComputeInstance> {
      const workspace = await workspaces.resolve(place.workspace, user);
      const now = clock();
      const row = await naming('compute instance', input.name, () =>
        changes.commit(async (queries, announce) => {
          const within = createComputeStore(queries);
          const inserted: InstanceRow = {
            id: newId(),
            workspace_id: workspace.id,
            name: input.name,
            description: input.description,
            state: 'running',
            cpus: input.size.cpus,
            memory_mb: input.size.memoryMb,
            environment_variables: JSON.stringify(input.environmentVariables),
            kernelspec: await kernelspecName(input.name, within.isKernelspecTaken),
            created_at: now,
            updated_at: now
          };
          await within.insert(inserted);
          announce(changeOf(inserted, 'created'));
          return inserted;
        })
      );
      await compute.publish(publishedOf(row));
      return presentInstance(row, 0);
    },
    async update(
      place: Place,
      input: {
        name?: string;
        description?: string;
        size?: z.output<typeof ComputeSize>;
        environmentVariables?: Variables;
      },
      user: User
    ): Promise<ComputeInstance> {
      const row = await find(place, user);
      const { description, environmentVariables, name, size } = input;
      const changed = {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(size && { cpus: size.cpus, memory_mb: size.memoryMb }),
        ...(environmentVariables && {
          environment_variables: JSON.stringify(environmentVariables)
        })
      };
      return presentOne(
        await naming('compute instance', name ?? row.name, () => change(row, changed))
      );
    },
    async delete(place: Place, user: User): Promise<void> {
      const row = await find(place, user);
      const live = await watch.alive(await store.kernelsOf([row.id]));
      if (live.length) {
        throw new AtelierError(
          'in-use',
          `${live.length} ${live.length === 1 ? 'kernel runs' : 'kernels run'} on “${row.name}”.`,
          { remedy: 'Stop the instance first; that ends them.' }
        );
      }
      await changes.commit(async (queries, announce) => {
        await createComputeStore(queries).delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
      await compute.withdraw(row.kernelspec);
    },
    async start(place: Place, user: User): Promise<ComputeInstance> {
      return presentOne(await change(await find(place, user), { state: 'running' }));
    },
    /** No new kernels first, then the end of those that run. */
    async stopOne(place: Place, user: User): Promise<ComputeInstance> {
      const row = await change(await find(place, user), { state: 'stopped' });
      const kernels = await store.kernelsOf([row.id]);
      await Promise.all(kernels.map(kernel => watch.end(kernel)));
      return presentOne(row);
    },
    async kernels(place: Place, user: User): Promise<{ items: ComputeKernel[] }> {
      const row = await find(place, user);
      const live = await watch.alive(await store.kernelsOf([row.id]));
      return {
        items: live.map(({ cpuPercent, memory, row: kernel }) => ({
          kernelId: kernel.kernel_id,
          pid: kernel.pid,
          startedAt: kernel.started_at,
          cpuPercent,
          memory
        }))
      };
    },
    async attach(place: Place & { kernel: string }, pid: number, user: User): Promise<void> {
      const row = await find(place, user);
      if (row.state !== 'running') {
        throw new AtelierError('not-running', `The instance “${row.name}” is stopped.`, {
          remedy: 'Start it, or choose another kernel.'
        });
      }
      const identity = pid === process.pid ? undefined : await compute.identify(pid);
      if (!identity) {
        throw new AtelierError('invalid-input', `There is no process ${pid} of this user.`, {
          remedy: 'Send the number of the kernel’s process on the machine of the server.',
          fields: [{ path: 'body.pid', message: 'is no process of this user' }]
        });
      }
      await changes.commit(async (queries, announce) => {
        await createComputeStore(queries).putKernel({
          kernel_id: place.kernel,
          instance_id: row.id,
          pid,
          process_mark: identity.mark,
          memory_mb: row.memory_mb,
          started_at: clock()
        });
        announce(changeOf(row, 'updated'));
      });
    },
    /** A kernel that is not known has ended, too. */
    async detach(place: Place & { kernel: string }, user: User): Promise<void> {
      const row = await find(place, user);
      await changes.commit(async (queries, announce) => {
        if (await createComputeStore(queries).deleteKernel(place.kernel)) {
          announce(changeOf(row, 'updated'));
        }
      });
    }
  };
}

function missing(instance: string, workspace: string): never {
  throw new AtelierError('not-found', `There is no compute “${instance}” in “${workspace}”.`, {
    remedy: 'Look at the list of compute instances; it may have been renamed or deleted.'
  });
}

function publishedOf(row: InstanceRow): PublishedInstance {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    kernelspec: row.kernelspec,
    cpus: row.cpus,
    memoryMb: row.memory_mb,
    environmentVariables: JSON.parse(row.environment_variables) as Variables
  };
}

function presentInstance(row: InstanceRow, kernelCount: number): ComputeInstance {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    driver: 'process',
    state: row.state as ComputeInstance['state'],
    size: { cpus: row.cpus, memoryMb: row.memory_mb },
    environmentVariables: JSON.parse(row.environment_variables) as Variables,
    kernelspec: row.kernelspec,
    kernelCount,
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}
