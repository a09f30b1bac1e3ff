import { createHash } from 'node:crypto';
import { hasCode } from '@atelier-ml/api';
import type { JournalEntry } from '@atelier-ml/api';
import type { User } from '../../http/index.ts';
import type { Journal } from '../experiments/index.ts';
import type { JobRow } from './tables.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never;
export type RunEntry = Unnumbered<JournalEntry>;

/** Entries of one request to the journal. */
const AT_ONCE = 5_000;

export const SERVER: User = { username: 'local', name: 'local' };

/** A source by what it is for: the same one also for a server that was started anew. */
export function sourceOf(...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}

export type RunRecord = ReturnType<typeof createRunRecord>;

/** What the studio itself says of the run that a job is. */
export function createRunRecord(journal: Journal, job: JobRow) {
  async function append(source: string, entries: JournalEntry[]): Promise<void> {
    try {
      await journal.append({
        workspace: job.workspace_id,
        user: SERVER,
        runId: job.run_id,
        source,
        entries
      });
    } catch (error) {
      // Somebody has deleted the run; the job goes on without.
      if (!hasCode(error, 'run-deleted')) {
        throw error;
      }
    }
  }

  return {
    /**
     * Stores all that one source has to say, however often it begins anew: entries that were stored
     * before are passed over by their number.
     */
    async tell(source: string, entries: RunEntry[]): Promise<void> {
      for (let start = 0; start < entries.length; start += AT_ONCE) {
        const slice = entries.slice(start, start + AT_ONCE);
        await append(
          source,
          slice.map((entry, place) => ({ ...entry, seq: start + place + 1 }))
        );
      }
    },
    append,
    heartbeat: () => append(sourceOf(job.id, 'heartbeat'), [])
  };
}
