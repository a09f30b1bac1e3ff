import { AtelierError } from '@atelier-ml/api';
import type { ComputeEngine, ComputeInstance, Host, routes } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Compute, Engine } from '../../drivers/compute/index.ts';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Environments } from '../environments/index.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import { createContainerKernels } from './container-kernels.ts';
import { createContainerWatch } from './container-watch.ts';
import type { Containers } from './containers.ts';
import { firstLanguage, isContainer, kernelspecsOf, presentInstance } from './instance-present.ts';
import { createMove, draftOf } from './instance-image.ts';
import { createKernels } from './kernels.service.ts';
import { createKernelWatch } from './kernel-watch.ts';
import { kernelspecName } from './kernelspec-name.ts';

type Created = z.output<(typeof routes.compute.create)['body']>;
type Updated = z.output<(typeof routes.compute.update)['body']>;

/** An instance as a path names it. */
export interface Place {
  workspace: string;
  instance: string;
}

export interface ComputeOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  compute: Compute;
  containers: Containers;
  engine: () => Promise<Engine>;
  workspaces: Workspaces;
  /** Made later than this area: what they use is asked of it. */
  environments: () => Pick<Environments, 'choose' | 'named'>;
  log: Logger;
}

const WATCH_INTERVAL = 2_000;

export type ComputeService = Awaited<ReturnType<typeof createCompute>>;

/** Must be made after the migrations have run: it publishes the kernelspecs of running instances. */
export async function createCompute(options: ComputeOptions) {
  const { changes, clock, compute, containers, database, engine } = options;
  const { environments, log, workspaces } = options;
  const store = createComputeStore(database.queries);
  const inContainers = createContainerKernels({ ...options, store });
  const watch = createKernelWatch({ ...options, store, lookInto: inContainers.look });
  const containerWatch = createContainerWatch({ ...options, kernels: inContainers, store });
  workspaces.addContent({
    what: 'compute instances',
    count: (queries, workspaceId) => createComputeStore(queries).count(workspaceId)
  });

  const offered = (await store.listOffered()).flatMap(kernelspecsOf);
  await compute.keepOnly(offered.map(each => each.name));
  await Promise.all(offered.map(each => compute.publish(each)));
  await containerWatch.recover();
  const timer = setInterval(() => {
    watch.look().catch((err: unknown) => log.warn({ err }, 'kernels could not be looked at'));
  }, WATCH_INTERVAL).unref();

  async function find({ instance, workspace }: Place, user: User): Promise<InstanceRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    return (await store.find(id, instance)) ?? missing(instance, name);
  }

  async function present(rows: InstanceRow[]): Promise<ComputeInstance[]> {
    const live = await watch.alive(await store.kernelsOf(rows.map(row => row.id)));
    const ids = rows.flatMap(({ environment_id: id }) => (id === null ? [] : [id]));
    const named = await environments().named(ids);
    return rows.map(row => {
      const kernelCount = live.filter(kernel => kernel.row.instance_id === row.id).length;
      return presentInstance(row, kernelCount, named.get(row.environment_id ?? ''));
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
    const isOffered = updated.state === 'running' || isContainer(updated);
    for (const each of kernelspecsOf(updated)) {
      await (isOffered ? compute.publish(each) : compute.withdraw(each.name));
    }
    return updated;
  }

  const setState = (row: InstanceRow, state: string) => change(row, { state });
  const move = createMove({ ...options, store, alive: rows => watch.alive(rows), setState });

  /** A container is made first: an instance whose image does not run never comes to be. */
  async function withContainer<T>(row: InstanceRow, work: (row: InstanceRow) => Promise<T>) {
    if (!isContainer(row)) {
      return work(row);
    }
    containerWatch.begin();
    try {
      const workload = await containers.start(row);
      const languages = await containers.languagesOf(workload);
      if (!languages.length) {
        throw new AtelierError('invalid-input', `The image ${row.image} can run no kernel.`, {
          remedy: 'Choose one with the GNU C++ library, with ipykernel, or with IRkernel.',
          fields: [{ path: 'body.image', message: 'can run no kernel' }]
        });
      }
      return await work({ ...row, workload, languages: JSON.stringify(languages) });
    } catch (error) {
      await containers.remove(row);
      throw error;
    }
  }

  /** Has a kernel ready before anybody wants one. */
  function prepare(row: InstanceRow): void {
    if (isContainer(row) && row.state === 'running') {
      containers.warm.keep(row, firstLanguage(row), 0);
    }
  }

  return {
    imagesInUse: store.imagesInUse,
    stop(): void {
      clearInterval(timer);
      containerWatch.stop();
      void containers.warm.close();
    },
    host: (): Promise<Host> => compute.host(),
    async engines(): Promise<{ items: ComputeEngine[] }> {
      const docker = await engine()
        .then(found => found.capabilities())
        .then(
          ({ version }) => ({ available: true, version }),
          (error: Error) => ({ available: false, problem: error.message })
        );
      return {
        items: [
          { driver: 'process', available: true },
          { driver: 'docker', ...docker }
        ]
      };
    },
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
      input: Created,
      user: User
    ): Promise<ComputeInstance> {
      const workspace = await workspaces.resolve(place.workspace, user);
      const chosen =
        input.driver === 'docker' && input.environment !== undefined
          ? await environments().choose(workspace.id, input.environment, user)
          : undefined;
      if (input.driver === 'docker' && input.image === undefined && !chosen) {
        throw new AtelierError('invalid-input', 'A container needs an image.', {
          remedy: 'Name the image of an environment.',
          fields: [{ path: 'body.image', message: 'is needed by the driver docker' }]
        });
      }
      const draft = draftOf(workspace.id, input, clock(), chosen);
      const row = await withContainer(draft, made =>
        naming('compute instance', input.name, () =>
          changes.commit(async (queries, announce) => {
            const within = createComputeStore(queries);
            const kernelspec = await kernelspecName(input.name, within.isKernelspecTaken);
            const inserted = { ...made, kernelspec };
            await within.insert(inserted);
            announce(changeOf(inserted, 'created'));
            return inserted;
          })
        )
      );
      await Promise.all(kernelspecsOf(row).map(each => compute.publish(each)));
      prepare(row);
      return presentOne(row);
    },
    async update(place: Place, input: Updated, user: User): Promise<ComputeInstance> {
      const row = await find(place, user);
      const moved = input.environment === undefined ? {} : await move(row, input.environment, user);
      const { description, environmentVariables, name, size, warmKernels } = input;
      const changed = {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...moved,
        ...(warmKernels !== undefined && { warm_kernels: warmKernels }),
        ...(size && { cpus: size.cpus, memory_mb: size.memoryMb }),
        ...(environmentVariables && {
          environment_variables: JSON.stringify(environmentVariables)
        })
      };
      const updated = await naming('compute instance', name ?? row.name, () =>
        change(row, changed)
      );
      const gone = kernelspecsOf(row).filter(
        old => !kernelspecsOf(updated).some(each => each.name === old.name)
      );
      await Promise.all(gone.map(each => compute.withdraw(each.name)));
      if (size && isContainer(updated)) {
        await containers.resize(updated);
      }
      if (environmentVariables || warmKernels !== undefined || input.environment !== undefined) {
        await containers.warm.drop(updated);
        prepare(updated);
      }
      return presentOne(updated);
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
      await Promise.all(kernelspecsOf(row).map(each => compute.withdraw(each.name)));
      if (isContainer(row)) {
        await containers.remove(row);
      }
    },
    async start(place: Place, user: User): Promise<ComputeInstance> {
      const row = await find(place, user);
      const workload = isContainer(row) ? await containers.start(row) : null;
      const started = await change(row, { state: 'running', workload, problem: null });
      prepare(started);
      return presentOne(started);
    },
    /** No new kernels first, then the end of those that run. */
    async stopOne(place: Place, user: User): Promise<ComputeInstance> {
      const row = await change(await find(place, user), { state: 'stopped' });
      const kernels = await store.kernelsOf([row.id]);
      await Promise.all(kernels.map(kernel => watch.end(kernel)));
      if (isContainer(row)) {
        await containers.stop(row);
      }
      return presentOne(row);
    },
    kernels: createKernels({
      ...options,
      ...{ store, find, watch, inContainers },
      begin: () => containerWatch.begin()
    })
  };
}

function missing(instance: string, workspace: string): never {
  throw new AtelierError('not-found', `There is no compute “${instance}” in “${workspace}”.`, {
    remedy: 'Look at the list of compute instances; it may have been renamed or deleted.'
  });
}
