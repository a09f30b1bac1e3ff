import { AtelierError } from '@atelier-ml/api';
import type { Registry } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { Images } from '../../drivers/images/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { KeyVault } from '../../key-vault.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createEnvironmentStore } from './environments.store.ts';
import type { RegistryRow } from './environments.store.ts';

export interface RegistriesOptions {
  database: Database;
  clock: Clock;
  images: Images;
  vault: KeyVault;
  workspaces: Workspaces;
}

interface Place {
  workspace: string;
  host: string;
}

/** The logins of registries, and what is fetched and sent with them. */
export function createRegistries(options: RegistriesOptions) {
  const { clock, database, images, vault, workspaces } = options;
  const store = createEnvironmentStore(database.queries);

  async function credentialsFor(reference: string, workspaceId: string) {
    const [first = ''] = reference.split('/');
    const host = /[.:]/.test(first) ? first : 'docker.io';
    const row = await store.registry(workspaceId, host);
    if (!row) {
      return undefined;
    }
    const password = vault.decrypt(row.encrypted_password, ownerOf(workspaceId, host));
    return { username: row.username, password };
  }

  return {
    async list(workspace: string, user: User) {
      const { id } = await workspaces.resolve(workspace, user);
      return { items: (await store.registries(id)).map(present) };
    },
    async set(place: Place, login: { username: string; password: string }, user: User) {
      const { id } = await workspaces.resolve(place.workspace, user);
      const row: RegistryRow = {
        workspace_id: id,
        host: place.host,
        username: login.username,
        encrypted_password: vault.encrypt(login.password, ownerOf(id, place.host)),
        updated_at: clock()
      };
      await store.putRegistry(row);
      return present(row);
    },
    async delete(place: Place, user: User): Promise<void> {
      const { id } = await workspaces.resolve(place.workspace, user);
      if (!(await store.deleteRegistry(id, place.host))) {
        throw new AtelierError('not-found', `No login of “${place.host}” is kept.`, {
          remedy: 'Look at the list of registries.'
        });
      }
    },
    async pull(workspace: string, reference: string, user: User) {
      const { id } = await workspaces.resolve(workspace, user);
      const credentials = await credentialsFor(reference, id);
      const pulled = await images.pull(reference, { credentials });
      return { id: pulled.id, size: pulled.size };
    },
    async push(workspace: string, image: string, reference: string, user: User) {
      const { id } = await workspaces.resolve(workspace, user);
      const credentials = await credentialsFor(reference, id);
      await images.tag(image, reference);
      await images.push(reference, { credentials });
      return { reference, digests: (await images.inspect(reference)).digests };
    }
  };
}

const ownerOf = (workspaceId: string, host: string): string => `registry:${workspaceId}:${host}`;

const present = ({ host, updated_at, username }: RegistryRow): Registry => ({
  host,
  username,
  updatedAt: Number(updated_at)
});
