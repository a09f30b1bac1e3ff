import { hasCode } from '@atelier-ml/api';
import { newId } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Quotas } from '../usage/index.ts';
import { jobChange } from './changes.ts';
import { holdingOf } from './node-holding.ts';
import { createQueueStore } from './queue.store.ts';
import type { ClusterRow, JobRow } from './tables.ts';

export interface UserQuotasOptions {
  changes: Changes;
  quotas: Pick<Quotas, 'check'>;
}

export type UserQuotas = ReturnType<typeof createUserQuotas>;

/** Why a quota leaves no room; rethrows every other error. */
export function refusalOf(error: unknown): string {
  if (hasCode(error, 'quota-exceeded')) {
    return error.message;
  }
  throw error;
}

/** Keeps the jobs of a user waiting whose quota is used up, and lets those of others by. */
export function createUserQuotas({ changes, quotas }: UserQuotasOptions) {
  return {
    /** One look at a queue: what is found out of a user counts for all of the user's jobs in it. */
    look(cluster: ClusterRow) {
      const found = new Map<string, string | null>();
      return {
        /** Whether the user may have the nodes of this job now, and none before it has to wait. */
        async lets(job: JobRow): Promise<boolean> {
          const { nodes, user_name: user } = job;
          if (!found.get(user)) {
            const wanted = Array.from({ length: nodes }, newId);
            const why = await quotas
              .check(known => wanted.map(id => holdingOf(id, cluster, job, known)), ['user'])
              .then(() => null, refusalOf);
            found.set(user, why);
          }
          return found.get(user) === null;
        },
        refuse: ({ user_name: user }: JobRow, why: string): void => void found.set(user, why),
        /** Writes down what has changed, so that jobs say what they wait for. */
        async tell(waiting: readonly JobRow[]): Promise<void> {
          for (const [user, why] of found) {
            const stale = waiting.find(job => job.user_name === user && job.waits_for !== why);
            if (stale) {
              await changes.commit(async (queries, announce) => {
                await createQueueStore(queries).setWaiting(cluster.id, user, why);
                announce(jobChange(stale, 'updated'));
              });
            }
          }
        }
      };
    }
  };
}
