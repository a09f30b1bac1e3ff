import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = '/usr/bin/docker-registry';

export const hasRegistry = (): boolean => existsSync(PROGRAM) || Boolean(process.env.CI);

/** A registry of images on this machine that asks `painter` for a password. */
export async function startRegistry(folder: string) {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const host = `127.0.0.1:${(probe.address() as { port: number }).port}`;
  probe.close();
  await once(probe, 'close');
  const salt = '$2y$05$abcdefghijklmnopqrstuu';
  const hash = ['-e', 'print crypt($ARGV[0], $ARGV[1])', 'canvas', salt];
  writeFileSync(at('htpasswd'), `painter:${execFileSync('perl', hash).toString()}\n`);
  const configuration = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: at('data') } },
    auth: { htpasswd: { realm: 'test', path: at('htpasswd') } },
    http: { addr: host }
  };
  writeFileSync(at('config.json'), JSON.stringify(configuration));
  const child = spawn(PROGRAM, ['serve', at('config.json')], {
    stdio: ['ignore', 'ignore', 'pipe']
  });
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', line => line.includes('listening on') && resolve());
    child.once('exit', code => reject(new Error(`the registry has ended: ${code}`)));
  });
  return { host, stop: () => child.kill('SIGKILL') };
}
