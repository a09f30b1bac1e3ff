import type { ComputeInstance, Host, routes } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Compute, Engine } from '../../drivers/compute/index.ts';
import type { Disk } from '../../drivers/disk/index.ts';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Ticker } from '../../ticker.ts';
import type { Environments } from '../environments/index.ts';
import type { Changes } from '../system/index.ts';
import type { Quotas, Rates, UsageMeter } from '../usage/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import type { Attached } from './attached/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import { createContainerKernels } from './container-kernels.ts';
import { createContainerWatch } from './container-watch.ts';
import { createContainers } from './containers.ts';
import { createDiskGuard } from './disk-guard.ts';
import { listEngines } from './engine-list.ts';
import { createGrounds } from './grounds.ts';
import type { GroundsOptions } from './grounds.ts';
import type { GpuLedger } from './gpu-ledger.ts';
import { createBirth } from './instance-birth.ts';
import { createInstanceEnd } from './instance-end.ts';
import { changesOf, draftOf, placeOf } from './instance-draft.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { holdingOf, instanceHoldings } from './instance-holding.ts';
import { createMove } from './instance-image.ts';
import { createInstanceView } from './instance-view.ts';
import { createIdleWatch } from './idle-watch.ts';
import { requireFit } from './instance-fit.ts';
import { createInstanceLife, missing } from './instance-life.ts';
import type { StopReason } from './instance-life.ts';
import { isContainer } from './instance-present.ts';
import { createKernelActivity } from './kernel-activity.ts';
import { createMeasuring } from './kernel-measuring.ts';
import { createKernelUsage } from './kernel-usage.ts';
import { createKernels } from './kernels.service.ts';
import { createKernelWatch } from './kernel-watch.ts';
import { kernelspecName } from './kernelspec-name.ts';
import { createOffer } from './offer.ts';
import type { Place } from './place.ts';
import { watchSchedules } from './schedule-watch.ts';
import { createSetUps } from './set-up.ts';
import { createShells } from './shells.ts';
import { createUsageWatch } from './usage-watch.ts';

type Created = z.output<(typeof routes.compute.create)['body']>;
type Updated = z.output<(typeof routes.compute.update)['body']>;

export interface ComputeOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  compute: Compute;
  attached: Pick<Attached, 'byIds' | 'docker' | 'engine' | 'find' | 'kernelspecs'>;
  lend: GroundsOptions['lend'];
  door: GroundsOptions['door'];
  /** The data folder. */
  data: string;
  disk: Disk;
  /** Of the machine. */
  ledger: GpuLedger;
  gpus: InstanceGpus;
  engine: () => Promise<Engine>;
  ticker: Ticker;
  /** Counts what instances hold. */
  quotas: Pick<Quotas, 'addHoldings' | 'check' | 'claim' | 'rooms'>;
  meter: Pick<UsageMeter, 'measured'>;
  rates: Pick<Rates, 'ofTimes'>;
  workspaces: Workspaces;
  /** Made later than this area: what they use is asked of it. */
  environments: () => Pick<Environments, 'choose' | 'named'>;
  log: Logger;
}

export type ComputeService = Awaited<ReturnType<typeof createCompute>>;

/** Must be made after the migrations have run: it publishes the kernelspecs of running instances. */
export async function createCompute(options: ComputeOptions) {
  const { attached, changes, clock, compute, database, engine, gpus, ledger } = options;
  const { environments, log, quotas, workspaces } = options;
  const store = createComputeStore(database.queries);
  const births = new Set<string>();
  const grounds = createGrounds({
    ...options,
    told: (row, problem) => containerWatch.reached(row, problem)
  });
  const containers = createContainers({ ...grounds, gpus });
  const offer = createOffer(options);
  const setUps = createSetUps({ ...options, containers, offer, store });
  const diskGuard = createDiskGuard({ ...options, containers, store });
  const inContainers = createContainerKernels({
    ...{ ...options, containers, setUps, diskGuard, store },
    claim: (row, work) => life.claim(row, work)
  });
  const measure = createMeasuring({ compute, containers });
  const watch = createKernelWatch({
    ...{ ...options, containers, measure, store },
    lookInto: inContainers.look
  });
  const containerWatch = createContainerWatch({
    ...{ ...options, births, containers, setUps, store },
    kernels: inContainers
  });
  const life = createInstanceLife({
    ...{ ...options, containers, diskGuard, offer, setUps, store, watch },
    usage: quotas
  });
  quotas.addHoldings(instanceHoldings);
  workspaces.addContent({
    what: 'compute instances',
    count: (queries, workspaceId) => createComputeStore(queries).count(workspaceId)
  });

  const offered = await store.listOffered();
  await offer.keepOnly(offered, await attached.kernelspecs());
  await Promise.all(offered.map(offer.publish));
  await containerWatch.recover();
  await gpus
    .recover(store.findById, row => life.stop(row, (row.stop_reason as StopReason) ?? 'user'))
    .catch((err: unknown) => log.warn({ err }, 'GPUs of stopped instances are not free yet'));
  const stopWatch = watch.start();

  async function find({ instance, workspace }: Place, user: User): Promise<InstanceRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    return (await store.find(id, instance)) ?? missing(instance, name);
  }

  const view = createInstanceView({
    ...{ attached, environments, gpus, store, clock },
    alive: rows => watch.alive(rows),
    live: row => ({ idle: idle.of(row), usage: usage.last(row), disk: diskGuard.of(row) })
  });
  async function presentOne(row: InstanceRow): Promise<ComputeInstance> {
    return (await view([row]))[0]!;
  }

  const usage = createUsageWatch({ ...options, containers, store, watch });
  const activity = createKernelActivity(options);
  const kernelUsage = createKernelUsage({
    ...options,
    activity,
    diskGuard,
    store,
    measureAll: measure
  });
  const idle = createIdleWatch({ ...options, activity, life, store, usage });
  const stopSchedules = watchSchedules({ ...options, life, store });
  const shells = createShells({ containers, find, touch: row => idle.touch(row) });
  const move = createMove({
    ...options,
    ...{ containers, store, alive: rows => watch.alive(rows) },
    setState: (row, state) => life.change(row, { state })
  });

  const birth = createBirth({
    ...{ containers, gpus, begin: containerWatch.begin },
    underWay: births
  });
  const end = createInstanceEnd({ ...options, containers, life, offer, store, watch });

  return {
    imagesInUse: store.imagesInUse,
    async stop(): Promise<void> {
      stopWatch();
      await Promise.all([stopSchedules(), idle.stop(), usage.stop(), kernelUsage.stop()]);
      await diskGuard.stop();
      await setUps.close();
      await shells.close();
      containerWatch.stop();
      grounds.close();
      await containers.warm.close();
    },
    host: async (): Promise<Host> => ({ ...(await compute.host()), gpus: await ledger.list() }),
    engines: () => listEngines(engine),
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
        items: await view(rows),
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
      const draft = draftOf(input, chosen, {
        ...{ workspaceId: workspace.id, owner: user, now: clock() },
        attachedId: await placeOf(attached, place, input, user)
      });
      await ledger.requireCount(draft.gpus, 'body.size.gpus');
      await requireFit(draft, () => containers.engine(draft));
      await diskGuard.check(draft);
      await quotas.check(known => [holdingOf(draft, known)]);
      const rooms = await quotas.rooms();
      const row = await birth(draft, made =>
        naming('compute instance', input.name, () =>
          changes.commit(async (queries, announce) => {
            const within = createComputeStore(queries);
            const kernelspec = await kernelspecName(input.name, within.isKernelspecTaken);
            const inserted = { ...made, kernelspec };
            await quotas.claim(queries, rooms, () => [holdingOf(inserted, rooms)]);
            await within.insert(inserted);
            announce(changeOf(inserted, 'created'));
            return inserted;
          })
        )
      );
      await offer.publish(row);
      life.prepare(row);
      return presentOne(row);
    },
    async update(place: Place, input: Updated, user: User): Promise<ComputeInstance> {
      const row = await find(place, user);
      const { environmentVariables, name, size, warmKernels } = input;
      await ledger.requireCount(size?.gpus ?? 0, 'body.size.gpus');
      const moved = input.environment === undefined ? {} : await move(row, input.environment, user);
      // What was too little memory is over.
      const relieved = size && size.memoryMb !== row.memory_mb ? { last_exit: null } : {};
      const changed = { ...moved, ...changesOf(input, row, clock()), ...relieved };
      if (size) {
        await requireFit({ ...row, ...changed }, () => containers.engine(row));
      }
      const updated = await naming('compute instance', name ?? row.name, () =>
        life.change(row, changed)
      );
      await offer.withdrawOld(row, updated);
      if (name !== undefined) {
        await gpus.rename(updated);
      }
      if (size && isContainer(updated)) {
        await containers.resize(updated);
        await diskGuard.measure(updated);
      }
      if (environmentVariables || warmKernels !== undefined || input.environment !== undefined) {
        await containers.warm.drop(updated);
        life.prepare(updated);
      }
      return presentOne(updated);
    },
    async delete(place: Place, user: User): Promise<void> {
      const row = await find(place, user);
      await end(row);
      await setUps.forget(row);
      diskGuard.forget(row);
      usage.forget(row.id);
    },
    start: async (place: Place, user: User) =>
      presentOne(await life.start(await find(place, user))),
    stopOne: async (place: Place, user: User) =>
      presentOne(await life.stop(await find(place, user), 'user')),
    restart: async (place: Place, user: User) =>
      presentOne(await life.restart(await find(place, user))),
    async keep(place: Place, user: User) {
      const row = await find(place, user);
      await idle.touch(row);
      return presentOne(row);
    },
    async usage(place: Place, after: number, user: User) {
      return { items: usage.history((await find(place, user)).id, after) };
    },
    tellActivity: kernelUsage.tell,
    kernelUsage,
    async setUp(place: Place, after: number, user: User) {
      const row = await find(place, user);
      return { setUp: (await presentOne(row)).setUp, ...(await setUps.read(row, after)) };
    },
    shells,
    kernels: createKernels({
      ...options,
      ...{ store, find, watch, inContainers, diskGuard },
      begin: containerWatch.begin,
      touch: row => idle.touch(row)
    })
  };
}
