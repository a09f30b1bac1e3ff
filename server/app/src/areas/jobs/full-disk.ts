import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError } from '@atelier-ml/api';
import { problemOf } from '../../drivers/database/index.ts';
import { Left } from './left.ts';

const PATIENCE = 1_000;

/** Whether it failed because there is no room on the disk of the data folder or the database. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    problemOf(error) === 'full' ||
    (error instanceof AtelierError ? error.code === 'storage-full' : code === 'ENOSPC')
  );
}

export interface RoomOptions {
  /** The server goes away. */
  leave: AbortSignal;
  /** Told when it has to wait, and with null when it has not any more. */
  onWait?(message: string | null): void;
  /** Then the error is thrown rather than waited for. */
  isGivenUp?(): boolean;
}

/**
 * Does it again and again while the disk is full: what a program has made waits where it lies, until
 * somebody has made room. The work must bear being begun anew.
 * @throws Left when the server goes away
 */
export async function withRoom<T>(work: () => Promise<T>, options: RoomOptions): Promise<T> {
  const { isGivenUp, leave, onWait } = options;
  let hasWaited = false;
  try {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isDiskFull(error) || isGivenUp?.()) {
          throw error;
        }
        hasWaited = true;
        onWait?.('The disk of the server is full: what it has made is kept once there is room.');
      }
      await pause(PATIENCE, undefined, { signal: leave }).catch(() => undefined);
      if (leave.aborted) {
        throw new Left();
      }
    }
  } finally {
    if (hasWaited) {
      onWait?.(null);
    }
  }
}
