import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../free-port.ts';
import type { DockerAddress } from '../connect.ts';

const run = promisify(execFile);
const PROGRAM = '/usr/sbin/sshd';
/** Where it goes when somebody logs in: its own folder, made by whoever starts it. */
const RUN_FOLDER = '/run/sshd';

/** OpenSSH's server on a port of this machine, which lets in the user of the tests by a key. */
export async function startSshHost(more: string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-ssh-'));
  const file = (name: string): string => join(folder, name);
  for (const name of ['host', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  }
  await copyFile(file('user.pub'), file('authorized_keys'));
  if (process.getuid!() === 0) {
    await mkdir(RUN_FOLDER, { recursive: true, mode: 0o755 });
  }
  const port = await freePort();
  const settings = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${file('host')}`],
    ...[`AuthorizedKeysFile ${file('authorized_keys')}`, 'PidFile none', 'UsePAM no'],
    ...['StrictModes no', 'PasswordAuthentication no', 'PermitRootLogin prohibit-password'],
    ...more
  ];
  await writeFile(file('config'), `${settings.join('\n')}\n`);
  const server = spawn(PROGRAM, ['-D', '-e', '-f', file('config')], { stdio: 'ignore' });
  while (!(await answers(port))) {
    if (server.exitCode !== null) {
      throw new Error(`sshd has ended with ${server.exitCode}`);
    }
  }
  const { stdout } = await run('ssh-keygen', ['-l', '-f', file('host.pub')]);
  return {
    login: {
      address: `ssh://${userInfo().username}@127.0.0.1:${port}`,
      ssh: { privateKey: await readFile(file('user'), 'utf8'), hostKeys: [stdout.split(' ')[1]!] }
    } satisfies DockerAddress,
    async stop(): Promise<void> {
      server.kill();
      if (server.exitCode === null) {
        await once(server, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'data');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
