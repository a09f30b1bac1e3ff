import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { journalPaths } from './journal-file.ts';
import { openJournalReader } from './journal-reader.ts';

/** What a journal holds that may not be on the server yet; it is removed once all of it is. */
export interface WaitingJournal {
  file: string;
  /** Null where the file is no journal. */
  run: string | null;
  entries: number;
  /** Points of metrics among the entries. */
  points: number;
  /** Length of the journal and of the copies of artifacts that wait beside it, in bytes. */
  bytes: number;
  error: string | null;
}

function artifactBytes(folder: string): number {
  try {
    return readdirSync(folder)
      .filter(name => /^[0-9a-f]{64}$/.test(name))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}

/** Reads a journal without sending or changing anything. */
export function inspectJournal(file: string): WaitingJournal {
  const found: WaitingJournal = { file, run: null, entries: 0, points: 0, bytes: 0, error: null };
  try {
    const reader = openJournalReader(file);
    try {
      found.run = reader.header()?.run ?? null;
      for (;;) {
        const { entries } = reader.next(10_000, 4 * 1024 * 1024);
        if (entries.length === 0) {
          break;
        }
        found.entries += entries.length;
        found.points += entries.filter(({ text }) =>
          /^\{"seq":\d+,"at":\d+,"type":"metric",/.test(text)
        ).length;
      }
    } finally {
      reader.close();
    }
    found.bytes = statSync(file).size + artifactBytes(journalPaths(file).artifacts);
  } catch (error) {
    found.error = (error as Error).message;
  }
  return found.run === null ? { ...found, error: found.error ?? 'It is not a journal.' } : found;
}
