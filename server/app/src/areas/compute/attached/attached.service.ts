import { AtelierError } from '@atelier-ml/api';
import type { AttachedCompute, routes } from '@atelier-ml/api';
import { z } from 'zod';
import type { Engine } from '../../../drivers/compute/index.ts';
import { cutPage, decodeCursor } from '../../../drivers/database/index.ts';
import type { Database } from '../../../drivers/database/index.ts';
import type { User } from '../../../http/index.ts';
import type { Clock } from '../../../identity.ts';
import { newId } from '../../../identity.ts';
import type { KeyVault } from '../../../key-vault.ts';
import { naming } from '../../../naming.ts';
import type { Changes } from '../../system/index.ts';
import type { Workspaces } from '../../workspaces/index.ts';
import { openAttached } from './attached-engines.ts';
import type { AttachedLogin } from './attached-engines.ts';
import { foundOf, probe } from './attached-probe.ts';
import type { Found } from './attached-probe.ts';
import { attachedIdOf, createAttachedStore, driverOf } from './attached.store.ts';
import type { AttachedRow } from './attached.store.ts';

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
  database: Database;
  vault: KeyVault;
  workspaces: Workspaces;
}

export type Attached = ReturnType<typeof createAttached>;

/** Engines on other machines: who may use them, how they are reached, and whether they answer. */
export function createAttached(options: AttachedOptions) {
  const { changes, clock, database, vault, workspaces } = options;
  const store = createAttachedStore(database.queries);
  const opened = new Map<string, { at: number; engine: Promise<Engine> }>();

  const loginOf = (row: AttachedRow): AttachedLogin => ({
    kind: row.kind,
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
    const engine = openAttached(loginOf(row));
    void forget(row.id);
    opened.set(row.id, { at: row.updated_at, engine });
    return engine;
  }

  async function find({ attached, workspace }: AttachedPlace, user: User): Promise<AttachedRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    return (await store.find(id, attached)) ?? missing(attached, name);
  }

  async function present(rows: AttachedRow[]): Promise<AttachedCompute[]> {
    const clusters = await store.clustersOn(rows.map(row => row.id));
    return rows.map(row =>
      presentOne(
        row,
        clusters.filter(({ driver }) => driver === driverOf(row.id)).map(({ name }) => name)
      )
    );
  }

  async function keep(row: AttachedRow, changed: Partial<AttachedRow>): Promise<AttachedCompute> {
    const updated = await naming('attached compute', changed.name ?? row.name, () =>
      changes.commit(async (queries, announce) => {
        const result = await createAttachedStore(queries).update(row.id, changed);
        announce(changeOf(result ?? row, 'updated'));
        return result ?? row;
      })
    );
    return (await present([updated]))[0]!;
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
      const found = await probe({ kind, address, credentials, hostKeys });
      const [id, now] = [newId(), clock()];
      const row: AttachedRow = {
        ...{ id, workspace_id: workspace.id, name, description, kind, address },
        ...sealed(vault, id, credentials),
        host_keys: JSON.stringify(hostKeys),
        ...kept(found),
        ...{ checked_at: now, created_at: now, updated_at: now }
      };
      await naming('attached compute', name, () =>
        changes.commit(async (queries, announce) => {
          await createAttachedStore(queries).insert(row);
          announce(changeOf(row, 'created'));
        })
      );
      return (await present([row]))[0]!;
    },
    async update(place: AttachedPlace, input: Updated, user: User) {
      const row = await find(place, user);
      const { address, credentials, description, hostKeys, name } = input;
      const isReachedAnew = [address, credentials, hostKeys].some(each => each !== undefined);
      const known = loginOf(row);
      const login = {
        ...known,
        ...(address !== undefined && { address }),
        ...(credentials && { credentials }),
        ...(hostKeys && { hostKeys })
      };
      const now = clock();
      return keep(row, {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(isReachedAnew && {
          address: login.address,
          host_keys: JSON.stringify(login.hostKeys),
          ...sealed(vault, row.id, login.credentials),
          ...kept(await probe(login)),
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
        return await keep(row, { ...kept(await foundOf(await engineOf(row))), checked_at });
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
        const [cluster] = await within.clustersOn([row.id]);
        if (cluster) {
          throw new AtelierError('in-use', `The cluster “${cluster.name}” is on “${row.name}”.`, {
            remedy: 'Delete its clusters first.'
          });
        }
        await within.delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
      await forget(row.id);
    },
    find,
    /** Names and kinds of those that clusters are on, by their drivers. */
    async ofDrivers(drivers: string[]) {
      const ids = drivers.flatMap(driver => attachedIdOf(driver) ?? []);
      const rows = await store.byIds([...new Set(ids)]);
      return new Map(rows.map(row => [driverOf(row.id), row]));
    },
    async engine(driver: string): Promise<Engine> {
      const [row] = await store.byIds([attachedIdOf(driver) ?? driver]);
      return row ? engineOf(row) : missing(driver, 'any workspace');
    },
    close: async (): Promise<void> =>
      void (await Promise.all([...opened.keys()].map(id => forget(id))))
  };
}

function sealed(vault: KeyVault, id: string, credentials: Credentials) {
  const kind = credentials.ssh ? 'ssh' : credentials.tls ? 'tls' : 'none';
  return {
    credentials: kind === 'none' ? null : vault.encrypt(JSON.stringify(credentials), id),
    credential_kind: kind
  };
}

const kept = ({ machines, version }: Found) => ({
  ...{ version, problem: null },
  machines: JSON.stringify(machines)
});

const presentOne = (row: AttachedRow, clusters: string[]): AttachedCompute => ({
  id: row.id,
  workspaceId: row.workspace_id,
  name: row.name,
  description: row.description,
  kind: row.kind as AttachedCompute['kind'],
  address: row.address,
  credentials: row.credential_kind as AttachedCompute['credentials'],
  hostKeys: JSON.parse(row.host_keys) as string[],
  state: row.problem === null ? 'reachable' : 'unreachable',
  problem: row.problem,
  version: row.version,
  machines: JSON.parse(row.machines) as AttachedCompute['machines'],
  clusters,
  checkedAt: Number(row.checked_at),
  createdAt: Number(row.created_at),
  updatedAt: Number(row.updated_at)
});

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
