import { join } from 'node:path';
import { companionFile } from './companion.ts';
import { DatabaseProblem, openPostgresql, openSqlite } from './drivers/database/index.ts';
import type { Database } from './drivers/database/index.ts';
import type { AppOptions } from './app-options.ts';

/** Opens the database that is asked for, and brings it up to date. */
export async function openDatabase({ data, database: url, log, checkDatabase }: AppOptions) {
  const database: Database = url
    ? await openPostgresql({ url, onLost: err => log.warn({ err }, 'database connection lost') })
    : openSqlite({
        file: join(data, 'atelier.db'),
        readWorkerFile: companionFile('read-worker')
      });
  try {
    const [finding] = checkDatabase ? await database.check() : [];
    if (finding) {
      throw new DatabaseProblem('broken', finding);
    }
    await database.migrate();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
