import { existsSync } from 'node:fs';
import { AtelierError } from '@atelier-ml/api';
import { connect } from '../connection/index.ts';
import type { Connection } from '../connection/index.ts';
import { claimJournal } from './claim.ts';
import { createDelivery } from './delivery.ts';
import { journalsIn, listJournals } from './journal-file.ts';
import { openJournalReader } from './journal-reader.ts';
import { inspectJournal } from './waiting.ts';
import type { WaitingJournal } from './waiting.ts';

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

export interface SyncOptions {
  /**
   * Folders with journals that were copied here, or data folders; the connection's data folder when
   * left out. Whoever wrote what lies there is taken to be done, unless it is a process of this machine.
   */
  folders?: readonly string[];
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

function journalsOf(connection: Connection, { folders }: SyncOptions): string[] {
  for (const folder of folders ?? []) {
    if (!existsSync(folder)) {
      throw new AtelierError('invalid-input', `There is no folder ${folder}.`, {
        remedy: 'Name a folder that holds journals, or a data folder.'
      });
    }
  }
  return inOrder(
    folders
      ? [...new Set(folders.flatMap(each => [...journalsIn(each), ...listJournals(each)]))]
      : listJournals(connection.configuration.dataFolder)
  );
}

/** What `syncJournals` would send at most, without sending it: the server may have some of it. @throws AtelierError as there */
export function waitingJournals(
  connection: Connection = connect(),
  options: SyncOptions = {}
): WaitingJournal[] {
  return journalsOf(connection, options).map(inspectJournal);
}

/**
 * Sends the journals that processes left behind which no longer live, one after the other, and
 * ends their runs. Journals of living processes are left to those.
 *
 * @throws AtelierError `invalid-input` when a folder is not there
 */
export async function syncJournals(
  connection: Connection = connect(),
  options: SyncOptions = {}
): Promise<SyncReport> {
  const { url } = connection.configuration;
  const journals: SyncedJournal[] = [];
  const isCopy = options.folders !== undefined;
  for (const file of journalsOf(connection, options)) {
    if (!existsSync(file)) {
      // Sent meanwhile, by its own process or as what another journal goes on from.
      continue;
    }
    const claim = claimJournal(file, url ?? null, isCopy);
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
