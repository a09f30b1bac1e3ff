import type { Database } from '../../drivers/database/index.ts';
import type { Credentials } from '../../drivers/images/index.ts';
import type { KeyVault } from '../../key-vault.ts';
import { createRegistryStore } from './registries.store.ts';

/** The passwords of registries: encrypted where they are kept, readable only on their way to one. */
export function createLogins({ database, vault }: { database: Database; vault: KeyVault }) {
  const store = createRegistryStore(database.queries);
  return {
    /** Undefined: the registry is asked without a login. */
    async of(host: string, workspaceId: string): Promise<Credentials | undefined> {
      const row = await store.registry(workspaceId, host);
      if (!row?.username) {
        return undefined;
      }
      const password = vault.decrypt(row.encrypted_password, ownerOf(workspaceId, host));
      return { username: row.username, password };
    },
    encrypt: (password: string, host: string, workspaceId: string): string =>
      vault.encrypt(password, ownerOf(workspaceId, host))
  };
}

export type Logins = ReturnType<typeof createLogins>;

const ownerOf = (workspaceId: string, host: string): string => `registry:${workspaceId}:${host}`;
