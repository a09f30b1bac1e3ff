import { rm } from 'node:fs/promises';
import { AtelierError, SparkSettings } from '@atelier-ml/api';
import type { AttachedCompute, routes } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Compute, Engine } from '../../../drivers/compute/index.ts';
import { cutPage, decodeCursor } from '../../../drivers/database/index.ts';
import type { Database } from '../../../drivers/database/index.ts';
import type { User } from '../../../http/index.ts';
import type { Clock } from '../../../identity.ts';
import { newId } from '../../../identity.ts';
import type { KeyVault } from '../../../key-vault.ts';
import { naming } from '../../../naming.ts';
import type { Changes } from '../../system/index.ts';
import type { Workspaces } from '../../workspaces/index.ts';
import { mergedCredentials, sealed } from './attached-credentials.ts';
import { openAttached, requireSpark } from './attached-engines.ts';
import type { AttachedLogin } from './attached-engines.ts';
import { foundOf, probe } from './attached-probe.ts';
import { kept, presentOne, storedSparkOf } from './attached-present.ts';
import { attachedIdOf, createAttachedStore, driverOf } from './attached.store.ts';
import type { AttachedRow } from './attached.store.ts';
import { createSparkKernels, kernelspecOf } from './spark-kernels.ts';

type Created = z.output<(typeof routes.attached.create)['body']>;
type Updated = z.output<(typeof routes.attached.update)['body']>;
type Credentials = AttachedLogin['credentials'];

export interface AttachedPlace {
  workspace: string;
  attached: string;
}

export interface AttachedOptions {
  changes: Changes;
  clock: Clock;
  compute: Compute;
  database: Database;
  log: Logger;
  /** What runs programs on this machine. */
  processes: Engine;
  /** Where the configurations of Spark's kernels lie. */
  sparkFolder: string;
  /** Where those of short jobs lie while they run. */
  trialFolder: string;
  vault: KeyVault;
  workspaces: Workspaces;
}

interface Opened {
  at: number;
  engine: Promise<Engine>;
  /** How it is reached now. */
  way: { login: AttachedLogin };
}

export type Attached = Awaited<ReturnType<typeof createAttached>>;

/**
 * Engines and clusters on other machines: who may use them, how they are reached, and whether they
 * answer. Must be made after the migrations have run: it publishes the kernelspecs of Spark.
 */
export async function createAttached(options: AttachedOptions) {
  const { changes, clock, compute, database, log, processes, sparkFolder } = options;
  const { trialFolder, vault, workspaces } = options;
  const store = createAttachedStore(database.queries);
  const sparkKernels = createSparkKernels({ compute, folder: sparkFolder });
  const around = { processes, trialFolder };
  const opened = new Map<string, Opened>();

  const loginOf = (row: AttachedRow): AttachedLogin => ({
    kind: row.kind,
    ...(row.settings !== null && { spark: SparkSettings.parse(JSON.parse(row.settings)) }),
    address: row.address,
    hostKeys: JSON.parse(row.host_keys) as string[],
    credentials:
      row.credentials === null
        ? {}
        : (JSON.parse(vault.decrypt(row.credentials, row.id)) as Credentials)
  });

  async function forget(id: string): Promise<void> {
    const known = opened.get(id);
    opened.delete(id);
    await known?.engine.then(engine => engine.close()).catch(() => undefined);
  }

  function engineOf(row: AttachedRow): Promise<Engine> {
    const known = opened.get(row.id);
    if (known?.at === row.updated_at) {
      return known.engine;
    }
    const login = loginOf(row);
    if (known && row.kind === 'ray') {
      // Whoever follows a job there goes on as it is reached now.
      known.at = row.updated_at;
      known.way.login = login;
      return known.engine;
    }
    const way = { login };
    const engine = openAttached(login, processes, () => way.login);
    void forget(row.id);
    opened.set(row.id, { at: row.updated_at, engine, way });
    return engine;
  }

  async function find({ attached, workspace }: AttachedPlace, user: User): Promise<AttachedRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    return (await store.find(id, attached)) ?? missing(attached, name);
  }

  async function present(rows: AttachedRow[]): Promise<AttachedCompute[]> {
    const clusters = await store.clustersOn(rows);
    const instances = await store.instancesOn(rows.map(row => row.id));
    return rows.map(row =>
      presentOne(row, {
        clusters: clusters.filter(({ driver }) => driver === driverOf(row)).map(nameOf),
        instances: instances.filter(each => each.attached_id === row.id).map(nameOf)
      })
    );
  }

  /** Its kernels are offered as it is reached now. */
  async function offer(row: AttachedRow): Promise<void> {
    const stored = storedSparkOf(row);
    await (stored && sparkKernels.publish(row, loginOf(row), stored));
  }

  async function keep(row: AttachedRow, changed: Partial<AttachedRow>): Promise<AttachedCompute> {
    const updated = await naming('attached compute', changed.name ?? row.name, () =>
      changes.commit(async (queries, announce) => {
        const result = (await createAttachedStore(queries).update(row.id, changed)) ?? row;
        announce(changeOf(result, 'updated'));
        return result;
      })
    );
    await offer(updated);
    await (updated.kind === 'ray' && engineOf(updated));
    return (await present([updated]))[0]!;
  }

  const sparkIds = async (): Promise<string[]> => (await store.ofKind('spark')).map(row => row.id);

  /** One that cannot be offered keeps nothing else from starting. */
  async function offerAgain(row: AttachedRow): Promise<void> {
    await offer(row).catch(async (err: unknown) => {
      log.error({ err, attached: row.id }, 'kernels of an attached Spark cluster are not offered');
      const problem = 'Its kernels could not be offered. The log of the server says why.';
      await store.update(row.id, { problem });
    });
  }

  // A server that was killed has left them.
  await rm(trialFolder, { recursive: true, force: true });
  await sparkKernels.keepOnly(sparkIds);
  for (const row of await store.ofKind('spark')) {
    await offerAgain(row);
  }
  return {
    async list(
      place: { workspace: string },
      { cursor, limit, search }: { cursor?: string; limit: number; search?: string },
      user: User
    ) {
      const { id } = await workspaces.resolve(place.workspace, user);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = await store.list(id, limit + 1, search, after);
      const { nextCursor, rows } = cutPage(found, limit, row => row.name);
      return { items: await present(rows), total: await store.count(id, search), nextCursor };
    },
    get: async (place: AttachedPlace, user: User) => (await present([await find(place, user)]))[0]!,
    async create(place: { workspace: string }, input: Created, user: User) {
      const workspace = await workspaces.resolve(place.workspace, user);
      const { address, credentials, description, hostKeys, kind, name } = input;
      requireSpark(kind, input.spark);
      const spark = kind === 'spark' ? (input.spark ?? SparkSettings.parse({})) : undefined;
      const login = { kind, address, credentials, hostKeys, ...(spark && { spark }) };
      const found = await probe(login, around);
      const [id, now] = [newId(), clock()];
      const row: AttachedRow = {
        ...{ id, workspace_id: workspace.id, name, description, kind, address },
        ...sealed(vault, id, credentials),
        host_keys: JSON.stringify(hostKeys),
        ...kept(login, found),
        ...{ checked_at: now, created_at: now, updated_at: now }
      };
      await naming('attached compute', name, () =>
        changes.commit(async (queries, announce) => {
          await createAttachedStore(queries).insert(row);
          announce(changeOf(row, 'created'));
        })
      );
      await offer(row);
      return (await present([row]))[0]!;
    },
    async update(place: AttachedPlace, input: Updated, user: User) {
      const row = await find(place, user);
      const { address, credentials, description, hostKeys, name, spark } = input;
      requireSpark(row.kind, spark);
      const ways = [address, credentials, hostKeys, spark];
      const isReachedAnew = ways.some(each => each !== undefined);
      const known = loginOf(row);
      const login = {
        ...known,
        ...(address !== undefined && { address }),
        ...(credentials && { credentials: mergedCredentials(known.credentials, credentials) }),
        ...(hostKeys && { hostKeys }),
        ...(spark && { spark })
      };
      const now = clock();
      return keep(row, {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(isReachedAnew && {
          address: login.address,
          host_keys: JSON.stringify(login.hostKeys),
          ...sealed(vault, row.id, login.credentials),
          ...kept(login, await probe(login, around)),
          checked_at: now
        }),
        updated_at: now
      });
    },
    /** Never fails for what is wrong with the connection: that is the answer. */
    async test(place: AttachedPlace, user: User) {
      const row = await find(place, user);
      const checked_at = clock();
      try {
        const login = loginOf(row);
        const found = await foundOf(login, await engineOf(row), trialFolder);
        return await keep(row, { ...kept(login, found), checked_at });
      } catch (error) {
        if (error instanceof AtelierError && error.code !== 'not-found') {
          const { message, remedy } = error;
          return keep(row, { problem: [message, remedy].filter(Boolean).join(' '), checked_at });
        }
        throw error;
      }
    },
    async delete(place: AttachedPlace, user: User): Promise<void> {
      const row = await find(place, user);
      await changes.commit(async (queries, announce) => {
        const within = createAttachedStore(queries);
        const [cluster] = await within.clustersOn([row]);
        const [instance] = await within.instancesOn([row.id]);
        if (cluster ?? instance) {
          const what = cluster ? `cluster “${cluster.name}”` : `instance “${instance!.name}”`;
          throw new AtelierError('in-use', `The ${what} is on “${row.name}”.`, {
            remedy: 'Delete its clusters and instances first.'
          });
        }
        await within.delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
      await sparkKernels.withdraw(row.id);
      await forget(row.id);
    },
    find,
    /** Names of kernelspecs that are not of instances. */
    kernelspecs: async (): Promise<string[]> => (await sparkIds()).map(kernelspecOf),
    /** Forgets the kernels of what has gone with its workspace. */
    tidy: (): Promise<void> => sparkKernels.keepOnly(sparkIds),
    /** Names and kinds of those that something is on, by their ids. */
    async byIds(ids: string[]) {
      const rows = await store.byIds([...new Set(ids)]);
      return new Map(rows.map(row => [row.id, row]));
    },
    /** Of engines that instances may be on. */
    docker: async () => (await store.ofKind('docker')).map(({ id }) => id),
    async engine(driver: string): Promise<Engine> {
      const [row] = await store.byIds([attachedIdOf(driver) ?? driver]);
      return row ? engineOf(row) : missing(driver, 'any workspace');
    },
    close: async (): Promise<void> =>
      void (await Promise.all([...opened.keys()].map(id => forget(id))))
  };
}

const nameOf = ({ name }: { name: string }): string => name;

const changeOf = (row: AttachedRow, action: 'created' | 'updated' | 'deleted') =>
  ({
    kind: 'compute',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  }) as const;

function missing(attached: string, workspace: string): never {
  throw new AtelierError(
    'not-found',
    `There is no attached compute “${attached}” in “${workspace}”.`,
    {
      remedy: 'Look at the list of attached compute; it may have been renamed or detached.'
    }
  );
}
