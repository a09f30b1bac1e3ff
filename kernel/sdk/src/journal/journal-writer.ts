import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync
} from 'node:fs';
import { dirname } from 'node:path';
import type { JournalHeader } from './journal-file.ts';

/** Entries that wait in memory while the disk takes none; beyond it they are lost, and counted. */
const memoryLimit = 16 * 1024 * 1024;

export interface JournalWriterOptions {
  file: string;
  header: JournalHeader;
  /** Called at the first failure to write; later ones only show in `state()`. */
  onFailure(error: unknown): void;
  /** Keeps other writers of the file away while `work` writes. */
  exclusive<T>(work: () => T): T;
}

/**
 * Appends entries to a journal file. `append` writes before it returns, so that what was logged
 * survives the death of the process; it never throws.
 */
export interface JournalWriter {
  /** @param lines entries as JSON, each ended by a newline  @param count how many they are */
  append(lines: string, count: number): void;
  /** Tries once more to write what waits in memory. */
  retry(): void;
  close(): void;
  state(): JournalWriterState;
}

export interface JournalWriterState {
  /** Entries appended, written or waiting. */
  entries: number;
  /** Length of the file in bytes. */
  bytes: number;
  /** Entries that wait in memory because the file cannot be written. */
  waiting: number;
  /** Entries dropped because memory was full too. */
  lost: number;
  error: string | null;
}

/** Writes all or nothing: a part of a line would spoil the line after it. */
export function writeWhole(target: number, text: string): void {
  let written = writeSync(target, text);
  const length = Buffer.byteLength(text);
  if (written === length) {
    return;
  }
  const buffer = Buffer.from(text);
  try {
    while (written < length) {
      written += writeSync(target, buffer, written);
    }
  } catch (cause) {
    ftruncateSync(target, fstatSync(target).size - written);
    throw cause;
  }
}

export function createJournalWriter({
  file,
  header,
  onFailure,
  exclusive
}: JournalWriterOptions): JournalWriter {
  let descriptor: number | undefined;
  let entries = 0;
  let lost = 0;
  let waiting: { lines: string; count: number }[] = [];
  let waitingSize = 0;
  let error: string | null = null;
  let failures = 0;
  let retryAt = 0;
  let closedBytes = 0;
  let closed = false;

  const open = (): number => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const opened = openSync(file, 'ax', 0o600);
    try {
      writeWhole(opened, `${JSON.stringify(header)}\n`);
    } catch (cause) {
      closeSync(opened);
      unlinkSync(file);
      throw cause;
    }
    return opened;
  };

  const writeTogether = (target: number, text: string): void =>
    exclusive(() => writeWhole(target, text));

  const fail = (cause: unknown): void => {
    error = cause instanceof Error ? cause.message : String(cause);
    retryAt = Date.now() + 1_000;
    if (failures++ === 0) {
      onFailure(cause);
    }
  };

  const drain = (): void => {
    try {
      descriptor ??= open();
      while (waiting.length > 0) {
        writeTogether(descriptor, waiting[0].lines);
        waitingSize -= waiting[0].lines.length;
        waiting = waiting.slice(1);
      }
      error = null;
    } catch (cause) {
      fail(cause);
    }
  };

  const keep = (lines: string, count: number): void => {
    if (waitingSize + lines.length > memoryLimit) {
      lost += count;
      return;
    }
    waiting.push({ lines, count });
    waitingSize += lines.length;
  };

  return {
    append(lines, count) {
      if (closed) {
        return;
      }
      entries += count;
      if (descriptor !== undefined && waiting.length === 0) {
        try {
          writeTogether(descriptor, lines);
          return;
        } catch (cause) {
          fail(cause);
        }
      }
      keep(lines, count);
      if (Date.now() >= retryAt) {
        drain();
      }
    },
    retry() {
      if (!closed) {
        drain();
      }
    },
    close() {
      if (descriptor !== undefined && waiting.length === 0) {
        closedBytes = fstatSync(descriptor).size;
        closeSync(descriptor);
        descriptor = undefined;
        closed = true;
      }
    },
    state: () => ({
      entries: entries - lost,
      bytes: descriptor === undefined ? closedBytes : fstatSync(descriptor).size,
      waiting: waiting.reduce((sum, { count }) => sum + count, 0),
      lost,
      error
    })
  };
}
