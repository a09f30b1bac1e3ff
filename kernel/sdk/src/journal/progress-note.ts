import { renameSync, writeFileSync } from 'node:fs';

/** Tells beside a journal how much of it the server has, for whoever counts what it has not. */
export interface ProgressNote {
  /** Never throws. @param bytes of the journal's file @param now write it at once */
  write(bytes: number, now: boolean): void;
}

/** Milliseconds between two writes while there is more to come. */
const INTERVAL = 250;

export function createProgressNote(file: string): ProgressNote {
  let noted = 0;
  let writtenAt = -Infinity;
  return {
    write(bytes, now) {
      if (bytes === noted || (!now && Date.now() - writtenAt < INTERVAL)) {
        return;
      }
      try {
        // Whole or not at all: it is read while it is written.
        writeFileSync(`${file}.new`, String(bytes), { mode: 0o600 });
        renameSync(`${file}.new`, file);
        noted = bytes;
        writtenAt = Date.now();
      } catch {
        // Only a count is wrong for it.
      }
    }
  };
}
