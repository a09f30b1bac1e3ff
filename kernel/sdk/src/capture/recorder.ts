import { closeSync, constants, openSync } from 'node:fs';
import type { JournalEntryInput } from '@atelier-ml/api';
import { copyBytesNow, journalPaths, writeWhole } from '../journal/index.ts';
import type { SyncSlot } from '../journal/index.ts';

type WithoutPlace<T> = T extends unknown ? Omit<T, 'seq' | 'at'> : never;
type Entry = WithoutPlace<JournalEntryInput>;

/** Adds entries to a journal that another thread writes as well. */
export interface Recorder {
  /** False when they could not be written: the run goes on without them. */
  record(...entries: Entry[]): boolean;
  artifact(path: string, mediaType: string, text: string): void;
}

export function createRecorder(file: string, slot: SyncSlot): Recorder {
  const record = (...entries: Entry[]): boolean => {
    const at = Date.now();
    const lines = entries.map(entry => `{"at":${at},${JSON.stringify(entry).slice(1)}\n`).join('');
    try {
      // Without O_CREAT: a journal that was delivered and removed must not come back.
      const descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND);
      try {
        slot.exclusive(() => writeWhole(descriptor, lines));
        slot.addEntries(entries.length);
      } finally {
        closeSync(descriptor);
      }
      return true;
    } catch {
      return false;
    }
  };
  return {
    record,
    artifact(path, mediaType, text) {
      const copy = copyBytesNow(Buffer.from(text), journalPaths(file).artifacts);
      record({ type: 'artifact', path, ...copy, mediaType });
    }
  };
}
