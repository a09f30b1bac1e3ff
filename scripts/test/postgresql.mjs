import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROGRAMS = '/usr/lib/postgresql';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** PostgreSQL refuses to run as root: Debian's package brings a user for it. */
function owner() {
  const idOf = option => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
}

/**
 * A database server for the tests, unless one is named by ATELIER_TEST_POSTGRESQL. It keeps its data
 * in a temporary folder and forgets it.
 * @returns its address and how to stop it; undefined if none is needed or none is installed: then
 *   the tests take what answers on the usual port
 */
export async function startPostgresql() {
  if (process.env.ATELIER_TEST_POSTGRESQL) {
    return undefined;
  }
  const [newest] = existsSync(PROGRAMS)
    ? readdirSync(PROGRAMS).sort((one, other) => Number(other) - Number(one))
    : [];
  if (!newest) {
    return undefined;
  }
  const programs = path.join(PROGRAMS, newest, 'bin');
  const user = owner();
  const run = (program, ...parameters) =>
    execFileSync(path.join(programs, program), parameters, { ...user, cwd: '/', stdio: 'ignore' });
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-postgresql-'));
  if (user.uid !== undefined) {
    chownSync(folder, user.uid, user.gid);
  }
  const data = path.join(folder, 'data');
  const port = await freePort();
  const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${folder}`;
  const owned = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  run('initdb', '--pgdata', data, ...owned);
  const log = path.join(folder, 'log');
  run('pg_ctl', 'start', '--wait', '--pgdata', data, '--log', log, '--options', `${settings} -F`);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop() {
      run('pg_ctl', 'stop', '--pgdata', data, '--mode=fast');
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
