import { AtelierError } from '@atelier-ml/api';
import type { EnvironmentSpec, Registry } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import { hostOf } from '../../drivers/images/index.ts';
import type { Images } from '../../drivers/images/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { basesOf } from './bases.ts';
import type { Logins } from './logins.ts';
import { createRegistryStore } from './registries.store.ts';
import type { RegistryRow } from './registries.store.ts';
import type { Transfers } from './transfers.ts';

export interface RegistriesOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  images: Images;
  logins: Logins;
  transfers: Transfers;
  workspaces: Workspaces;
}

interface Place {
  workspace: string;
  host: string;
}

/** The registries that a workspace knows, and what is fetched from them. */
export function createRegistries(options: RegistriesOptions) {
  const { changes, clock, database, images, logins, transfers, workspaces } = options;
  const store = createRegistryStore(database.queries);

  /** Versions by the registries that they need. */
  async function users(workspaceId: string) {
    const specs = await store.specs(workspaceId);
    const copies = await store.copiesOf(specs.map(({ id }) => id));
    const found = new Map<string, Registry['users']>();
    for (const { id, name, spec, version } of specs) {
      const own = copies.filter(copy => copy.version_id === id).map(copy => copy.reference);
      const references = [...own, ...basesOf(JSON.parse(spec) as EnvironmentSpec)];
      for (const host of new Set(references.map(hostOf))) {
        found.set(host, [...(found.get(host) ?? []), { environment: name, version }]);
      }
    }
    return found;
  }

  const change = (row: Place & { id: string }, action: 'updated' | 'deleted') =>
    ({ kind: 'registry', action, workspaceId: row.id, subjectId: row.id, name: row.host }) as const;

  return {
    async list(workspace: string, user: User): Promise<{ items: Registry[] }> {
      const { id } = await workspaces.resolve(workspace, user);
      const rows = await store.registries(id);
      const known = rows.length ? await users(id) : new Map<string, Registry['users']>();
      return { items: rows.map(row => present(row, known.get(row.host) ?? [])) };
    },
    async set(
      place: Place,
      { check, password, username }: { username: string; password: string; check: boolean },
      user: User
    ): Promise<Registry> {
      const { id } = await workspaces.resolve(place.workspace, user);
      if (check) {
        const credentials = username ? { username, password } : undefined;
        await images.login(place.host, { credentials });
      }
      const row: RegistryRow = {
        workspace_id: id,
        host: place.host,
        username,
        encrypted_password: logins.encrypt(password, place.host, id),
        updated_at: clock()
      };
      await changes.commit(async (queries, announce) => {
        await createRegistryStore(queries).putRegistry(row);
        announce(change({ ...place, id }, 'updated'));
      });
      return present(row, (await users(id)).get(place.host) ?? []);
    },
    async test(place: Place, user: User): Promise<void> {
      const { id } = await workspaces.resolve(place.workspace, user);
      if (!(await store.registry(id, place.host))) {
        unknown(place.host);
      }
      await images.login(place.host, { credentials: await logins.of(place.host, id) });
    },
    async delete(place: Place, user: User): Promise<void> {
      const { id } = await workspaces.resolve(place.workspace, user);
      await changes.commit(async (queries, announce) => {
        if (!(await createRegistryStore(queries).deleteRegistry(id, place.host))) {
          unknown(place.host);
        }
        announce(change({ ...place, id }, 'deleted'));
      });
    },
    async pull(workspace: string, reference: string, user: User) {
      const { id } = await workspaces.resolve(workspace, user);
      const credentials = await logins.of(hostOf(reference), id);
      return transfers.start({
        ...{ kind: 'pull', workspaceId: id, reference, environment: null },
        work: async more => {
          const { digests } = await images.pull(reference, { credentials, ...more });
          return digests[0]?.split('@')[1] ?? null;
        }
      }).transfer;
    }
  };
}

function unknown(host: string): never {
  throw new AtelierError('not-found', `No login of “${host}” is kept.`, {
    remedy: 'Look at the list of registries.'
  });
}

const present = (
  { host, updated_at, username }: RegistryRow,
  users: Registry['users']
): Registry => ({ host, username, users, updatedAt: Number(updated_at) });
