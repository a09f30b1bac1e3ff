import {
  appendFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { journalPaths, parseHeader } from './journal-file.ts';
import { openJournalReader } from './journal-reader.ts';
import { identify, stateOf } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** What became of a journal that somebody wants to send. */
export type Claim =
  | { claimed: true; release(): void }
  | { claimed: false; because: 'in use' | 'elsewhere' | 'another server' | 'unreadable' };

const owned = (text: string): ProcessIdentity | undefined => {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
};

const readOr = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Takes the lock file; the lock of a process that is gone is moved out of the way first. */
function lock(file: string): boolean {
  const mine = JSON.stringify(identify());
  for (const attempt of [1, 2]) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return true;
    } catch {
      const holder = owned(readOr(file));
      if (attempt === 2 || (holder && stateOf(holder) !== 'dead')) {
        return false;
      }
      const aside = `${file}.${process.pid}`;
      try {
        renameSync(file, aside);
        rmSync(aside, { force: true });
      } catch {
        return false;
      }
    }
  }
  return false;
}

/** Brings the journal of a dead process to an end: cuts a torn last line, adds a missing `end`. */
function seal(file: string): void {
  const reader = openJournalReader(file);
  let ended = false;
  let count = 0;
  try {
    for (;;) {
      const { entries } = reader.next(10_000, 4 * 1024 * 1024);
      if (entries.length === 0) {
        break;
      }
      count += entries.length;
      ended ||= entries.some(({ text }) => text.includes('"type":"end"'));
    }
    const torn = reader.tornBytes();
    if (torn > 0) {
      truncateSync(file, statSync(file).size - torn);
    }
  } finally {
    reader.close();
  }
  if (count === 0) {
    rmSync(file, { force: true });
  } else if (!ended) {
    const at = Math.round(statSync(file).mtimeMs);
    const error = 'The process that logged this run was ended before the run was.';
    appendFileSync(file, `${JSON.stringify({ at, type: 'end', status: 'killed', error })}\n`);
  }
}

function firstLineOf(file: string): string {
  const reader = openJournalReader(file);
  try {
    return JSON.stringify(reader.header() ?? null);
  } finally {
    reader.close();
  }
}

/**
 * Claims a journal whose writer is gone, so that no two processes send it at once, and ends the
 * run in it as `killed` if its process could not.
 *
 * @param server `ATELIER_URL` of this process or null; a journal meant for another one is left alone
 * @param isCopy it was brought here from elsewhere, to be sent to this server
 */
export function claimJournal(file: string, server: string | null, isCopy = false): Claim {
  let header;
  try {
    header = parseHeader(firstLineOf(file));
  } catch {
    return { claimed: false, because: 'unreadable' };
  }
  if (!header) {
    return { claimed: false, because: 'unreadable' };
  }
  const writer = stateOf(header.owner);
  if (writer === 'alive' || (writer === 'elsewhere' && !isCopy)) {
    return { claimed: false, because: writer === 'alive' ? 'in use' : 'elsewhere' };
  }
  if (header.server !== server && !isCopy) {
    return { claimed: false, because: 'another server' };
  }
  const { claim } = journalPaths(file);
  if (!lock(claim)) {
    return { claimed: false, because: 'in use' };
  }
  try {
    seal(file);
  } catch {
    rmSync(claim, { force: true });
    return { claimed: false, because: 'unreadable' };
  }
  return { claimed: true, release: () => rmSync(claim, { force: true }) };
}
