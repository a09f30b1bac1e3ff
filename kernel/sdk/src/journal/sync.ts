import { existsSync } from 'node:fs';
import { connect } from '../connection/index.ts';
import type { Connection } from '../connection/index.ts';
import { claimJournal } from './claim.ts';
import { createDelivery } from './delivery.ts';
import { listJournals } from './journal-file.ts';
import { openJournalReader } from './journal-reader.ts';

/** What `syncJournals` did with one journal. */
export interface SyncedJournal {
  file: string;
  run: string | null;
  /**
   * `delivered`: all of it is on the server; `held`: the process that writes it lives, or another
   * one sends it; `refused`: the server will never take it, the file is set aside;
   * `failed`: it stays where it is for another try.
   */
  state: 'delivered' | 'held' | 'refused' | 'failed';
  entries: number;
  error: string | null;
}

export interface SyncReport {
  journals: SyncedJournal[];
  /** Entries that were sent now. */
  entries: number;
}

async function deliverWhole(file: string, connection: Connection): Promise<SyncedJournal> {
  const delivery = createDelivery({ file, connection });
  const run = delivery.header()?.run ?? null;
  try {
    for (;;) {
      const outcome = await delivery.step();
      if (outcome === 'delivered' || outcome === 'refused') {
        const { entries } = delivery.progress();
        return { file, run, state: outcome, entries, error: delivery.refusal() };
      }
      if (outcome === 'idle') {
        delivery.close();
        return { file, run, state: 'held', entries: delivery.progress().entries, error: null };
      }
    }
  } catch (error) {
    delivery.close();
    const { message } = error as Error;
    return { file, run, state: 'failed', entries: delivery.progress().entries, error: message };
  }
}

/** When a journal's first entry was written, in milliseconds since 1970; 0 where it cannot be read. */
function beginOf(file: string): number {
  try {
    const reader = openJournalReader(file);
    try {
      const [first] = reader.next(1, 1).entries;
      return (JSON.parse(first.text) as { at: number }).at;
    } finally {
      reader.close();
    }
  } catch {
    return 0;
  }
}

/** The oldest first: forks and runs that go on come after what they begin with. */
const inOrder = (files: string[]): string[] =>
  files
    .map(file => ({ file, begin: beginOf(file) }))
    .sort((one, other) => one.begin - other.begin)
    .map(({ file }) => file);

/**
 * Sends the journals that processes left behind which no longer live, one after the other, and
 * ends their runs. Journals of living processes are left to those.
 */
export async function syncJournals(connection: Connection = connect()): Promise<SyncReport> {
  const { dataFolder, url } = connection.configuration;
  const journals: SyncedJournal[] = [];
  for (const file of inOrder(listJournals(dataFolder))) {
    if (!existsSync(file)) {
      // Sent meanwhile, by its own process or as what another journal goes on from.
      continue;
    }
    const claim = claimJournal(file, url ?? null);
    if (!claim.claimed) {
      const state = claim.because === 'unreadable' ? 'failed' : 'held';
      journals.push({ file, run: null, state, entries: 0, error: claim.because });
      continue;
    }
    try {
      if (existsSync(file)) {
        journals.push(await deliverWhole(file, connection));
      }
    } finally {
      claim.release();
    }
  }
  return { journals, entries: journals.reduce((sum, { entries }) => sum + entries, 0) };
}
