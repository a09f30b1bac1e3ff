import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, readServerFile } from './server-file.ts';
import { StartError } from './start-error.ts';

export interface Lock {
  release(): void;
}

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;
const RETRY = 100;

/**
 * Takes the data folder for this process alone. The operating system holds the lock (SQLite's
 * exclusive file lock) and frees it when the process dies, however it dies, so that no lock can
 * be left behind. Waits up to `patience` milliseconds for a server that is starting or stopping.
 *
 * @throws StartError `already-running` with the address of the server that has it
 */
export async function lockDataFolder(data: string, patience = 12_000): Promise<Lock> {
  const until = Date.now() + patience;
  for (;;) {
    const lock = await tryLock(join(data, 'server.lock'));
    if (lock) {
      return lock;
    }
    const holder = await readServerFile(data);
    const alive = holder && isAlive(holder.pid);
    if (alive || Date.now() > until) {
      throw new StartError(
        'already-running',
        alive
          ? `A server (process ${holder.pid}) already serves the data folder ${data}.`
          : `Another server is starting or stopping on the data folder ${data}.`,
        {
          remedy: alive
            ? 'Use that server, stop it first, or name another data folder with --data.'
            : 'Try again in a moment.',
          url: alive ? holder.url : undefined
        }
      );
    }
    await delay(RETRY);
  }
}

/** True if a live server holds the folder. */
export async function isLocked(data: string): Promise<boolean> {
  const lock = await tryLock(join(data, 'server.lock'));
  lock?.release();
  return !lock;
}

async function tryLock(file: string): Promise<Lock | undefined> {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    const code = (error as { errcode?: number }).errcode;
    if (code === SQLITE_NOTADB) {
      // Nothing of ours: whoever holds it, it holds no lock.
      await rm(file, { force: true });
      return tryLock(file);
    }
    if (code !== SQLITE_BUSY) {
      throw error;
    }
    return undefined;
  }
}
