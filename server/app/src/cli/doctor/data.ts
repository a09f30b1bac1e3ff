import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openPostgresql } from '../../drivers/database/index.ts';
import { withoutSecrets } from '../../http/index.ts';
import type { Check, Finding } from './check.ts';
import { failed, ok, warning } from './check.ts';

export function dataFolder(data: string): Check {
  return {
    name: 'data folder',
    async run() {
      try {
        await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
      } catch (error) {
        return failed(
          `${data} cannot be used (${(error as NodeJS.ErrnoException).code})`,
          'Make it writable for this user, or name another with --data; a first start makes it.'
        );
      }
      const { mode } = await stat(data);
      return mode & 0o077
        ? warning(`${data} can be entered by others`, `Run: chmod 700 '${data}'`)
        : ok(data);
    }
  };
}

export function tokenFile(file: string): Check {
  return {
    name: 'token file',
    async run() {
      const found = await stat(file).catch(() => undefined);
      if (!found) {
        return warning(`${file} does not exist yet`, 'The next start of the server makes it.');
      }
      if (found.uid !== process.getuid?.()) {
        return failed(`${file} belongs to another user`, 'Delete it and start the server again.');
      }
      return found.mode & 0o077
        ? failed(`${file} can be read by others`, `Run: chmod 600 '${file}'`)
        : ok(file);
    }
  };
}

export function database(data: string, url: string | undefined): Check {
  return { name: 'database', run: () => (url ? checkPostgresql(url) : checkSqlite(data)) };
}

async function checkPostgresql(url: string): Promise<Finding> {
  const { host, pathname } = new URL(url);
  try {
    await (await openPostgresql({ url })).close();
    return ok(`PostgreSQL at ${host}${pathname} answers`);
  } catch (error) {
    return failed(
      `PostgreSQL at ${host}${pathname}: ${withoutSecrets((error as Error).message)}`,
      'Check that it runs, and the address, user and password of --database.'
    );
  }
}

async function checkSqlite(data: string): Promise<Finding> {
  const file = join(data, 'atelier.db');
  const found = await stat(file).catch(() => undefined);
  if (!found) {
    return warning(`${file} does not exist yet`, 'The next start of the server makes it.');
  }
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const rows = database.prepare('PRAGMA integrity_check').all() as Record<string, string>[];
      const findings = rows.map(row => row.integrity_check).filter(text => text !== 'ok');
      return findings.length
        ? broken(file, `${findings.length} findings, the first: ${findings[0]}`)
        : ok(`${file} is sound (${(found.size / 2 ** 20).toFixed(1)} MiB)`);
    } finally {
      database.close();
    }
  } catch (error) {
    return broken(file, (error as Error).message);
  }
}

function broken(file: string, why: string): Finding {
  return failed(
    `${file} is damaged: ${why}`,
    'Stop the server, then put a back-up in its place or move atelier.db* away to start empty; ' +
      '`sqlite3 atelier.db .recover` saves what can be read.'
  );
}
