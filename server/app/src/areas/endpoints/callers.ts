import type { Clock } from '../../identity.ts';
import type { CallableEndpoint } from './data-plane.ts';
import type { createEndpointStore } from './endpoints.store.ts';
import type { KeyVault } from '../../key-vault.ts';
import type { createServings } from './servings.ts';

/** Milliseconds after which a path is looked up again: another server may have changed it. */
const REMEMBERED = 2_000;
const MOST_REMEMBERED = 1_000;

export interface CallersOptions {
  store: ReturnType<typeof createEndpointStore>;
  vault: KeyVault;
  servings: ReturnType<typeof createServings>;
  clock: Clock;
}

/** Finds endpoints by the paths that callers use, without asking the database each time. */
export function createCallers({ clock, servings, store, vault }: CallersOptions) {
  const known = new Map<string, { endpoint: CallableEndpoint; until: number }>();
  /** Grows with each change, so that an answer that was under way is not remembered. */
  let age = 0;

  async function lookUp(workspace: string, endpoint: string) {
    const row = await store.findForCaller(workspace, endpoint);
    if (!row) {
      return undefined;
    }
    try {
      const key = vault.decrypt(row.encrypted_key, row.id);
      return { key, serving: () => servings.get(row.id) };
    } catch {
      // Nobody can have this key; its owner is told when looking at it.
      return undefined;
    }
  }

  return {
    async find(workspace: string, endpoint: string): Promise<CallableEndpoint | undefined> {
      const path = JSON.stringify([workspace, endpoint]);
      const hit = known.get(path);
      if (hit && hit.until > clock()) {
        return hit.endpoint;
      }
      const asked = age;
      const found = await lookUp(workspace, endpoint);
      if (found && asked === age) {
        if (known.size >= MOST_REMEMBERED) {
          known.clear();
        }
        known.set(path, { endpoint: found, until: clock() + REMEMBERED });
      }
      return found;
    },
    /** A key was changed, or an endpoint is gone. */
    forget(): void {
      age++;
      known.clear();
    }
  };
}
