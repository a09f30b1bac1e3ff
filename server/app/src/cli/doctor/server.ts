import type { Client } from '@atelier-ml/api';
import { AtelierError } from '@atelier-ml/api';
import { isAlive, isLocked, readServerFile } from '../../start/index.ts';
import type { Check } from './check.ts';
import { failed, ok, warning } from './check.ts';

export function lock(data: string): Check {
  return {
    name: 'lock',
    async run() {
      const holder = await readServerFile(data);
      const locked = await isLocked(data);
      if (locked) {
        return ok(holder ? `held by process ${holder.pid}` : 'held by a server that is starting');
      }
      if (holder) {
        return warning(
          isAlive(holder.pid)
            ? `server.json names process ${holder.pid}, which holds no lock: another program`
            : `server.json was left behind by process ${holder.pid}, which has died`,
          'Nothing needs to be done: the next start checks the database and goes on.'
        );
      }
      return ok('free');
    }
  };
}

export function server(data: string, client: () => Promise<Client>): Check {
  return {
    name: 'server',
    async run() {
      const file = await readServerFile(data);
      if (!file) {
        return warning('not running', 'Start JupyterLab with the studio, or run `atelier server`.');
      }
      try {
        const { pid, version } = await (await client()).system.health();
        return ok(`version ${version} answers as process ${pid} at ${file.url}`);
      } catch (error) {
        const why = error instanceof AtelierError ? error.message : 'no answer';
        return isAlive(file.pid)
          ? failed(
              `does not answer at ${file.url}: ${why}`,
              `Stop process ${file.pid}, start anew.`
            )
          : warning('not running: it was killed', 'Start it again; nothing acknowledged is lost.');
      }
    }
  };
}
