import { withoutSecrets } from '../http/index.ts';
import { problemOf } from '../drivers/database/index.ts';
import type { DatabaseProblemKind } from '../drivers/database/index.ts';
import { StartError } from './start-error.ts';

export interface StartPlace {
  data: string;
  /** Address of PostgreSQL, if that is the database. */
  database?: string;
}

/** What has stopped a start, as an error that says what to do. */
export function diagnose(error: unknown, place: StartPlace): StartError {
  if (error instanceof StartError) {
    return error;
  }
  const problem = problemOf(error);
  if (problem) {
    return ofDatabase(problem, error, place);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return full(error, place);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StartError(
      'data-folder-unusable',
      `The data folder cannot be written: ${message}.`,
      {
        remedy: `Make ${place.data} and all in it writable for this user, or name another with --data.`,
        cause: error
      }
    );
  }
  return new StartError('internal', `The server could not start: ${withoutSecrets(message)}.`, {
    remedy: 'Run `atelier doctor`; the log says where it failed.',
    cause: error
  });
}

function full(cause: unknown, { data }: StartPlace): StartError {
  return new StartError('storage-full', `The disk that holds ${data} is full.`, {
    remedy: 'Free some space there, or name a data folder on another disk with --data.',
    cause
  });
}

function ofDatabase(problem: DatabaseProblemKind, cause: unknown, place: StartPlace): StartError {
  const { message } = cause as Error;
  if (problem === 'full') {
    return full(cause, place);
  }
  if (problem === 'newer') {
    return new StartError('database-newer', message, {
      remedy: 'Install that version of Atelier or a later one; this one would damage the data.',
      cause
    });
  }
  if (place.database) {
    const { host, pathname } = new URL(place.database);
    return new StartError(
      'database-unreachable',
      `PostgreSQL at ${host}${pathname} cannot be used: ${withoutSecrets(message)}.`,
      { remedy: 'Check that it runs, and the address, user and password of --database.', cause }
    );
  }
  if (problem === 'broken') {
    return new StartError(
      'database-broken',
      `The database file ${place.data}/atelier.db is damaged: ${message}.`,
      {
        remedy:
          'Put a back-up of atelier.db in its place (without atelier.db-wal and atelier.db-shm), ' +
          'or move the three files away to start empty; `sqlite3 atelier.db .recover` saves what can be read.',
        cause
      }
    );
  }
  return new StartError(
    'data-folder-unusable',
    `The database file ${place.data}/atelier.db cannot be opened: ${message}.`,
    { remedy: 'Check that it is a file that this user may read and write.', cause }
  );
}
