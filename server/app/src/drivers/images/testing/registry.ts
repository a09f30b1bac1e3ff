import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import type { NetworkInspectInfo } from 'dockerode';
import { freePort } from '../../../free-port.ts';
import { describeWithDocker } from '../../compute/testing/with-docker.ts';

const PROGRAM = '/usr/bin/docker-registry';
const TRUSTED = '/etc/docker/certs.d';
const LOOPBACK = '127.0.0.1';
const run = promisify(execFile);

/** Needs a registry of Debian's `docker-registry`: left out aloud where there is none, never in CI. */
export function describeWithRegistry(name: string, tests: () => void): void {
  if (existsSync(PROGRAM) || process.env.CI) {
    describeWithDocker(name, tests);
  } else {
    console.warn(`left out, docker-registry is not installed: ${name}`);
    describe.skip(name, tests);
  }
}

/** A registry of images on this machine that asks for a password. */
export interface TestRegistry {
  /** HOST:PORT, as images are named. */
  host: string;
  username: string;
  password: string;
  /** Where it keeps its blobs and their names. */
  folder: string;
  /** Nobody answers until it is started again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Makes the container engine trust its certificate. */
  trust(): Promise<void>;
  /** Ends it with all that it holds. */
  remove(): Promise<void>;
}

/** @param secure with a certificate, at an address where engines insist on a good one */
export async function startRegistry({ secure = false } = {}): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-registry-'));
  const address = secure ? await bridgeAddress() : LOOPBACK;
  const host = `${address}:${await freePort(address)}`;
  const login = { username: 'painter', password: randomBytes(12).toString('hex') };
  await writeFile(join(folder, 'htpasswd'), `${login.username}:${await hashed(login.password)}\n`);
  if (secure) {
    await makeCertificates(folder, address);
  }
  const configuration = {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } },
    http: {
      addr: host,
      ...(secure && {
        tls: { certificate: join(folder, 'host.crt'), key: join(folder, 'host.key') }
      })
    }
  };
  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify(configuration));
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(PROGRAM, ['serve', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = createInterface({ input: child.stderr! });
    const told: string[] = [];
    await new Promise<void>((resolve, reject) => {
      lines.on('line', line => {
        told.push(line);
        if (line.includes('listening on')) {
          resolve();
        }
      });
      child!.once('exit', () =>
        reject(new Error(`The registry does not start: ${told.join(' ')}`))
      );
    });
  }

  async function stop(): Promise<void> {
    if (child && child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  await start();
  return {
    ...{ host, folder, ...login, start, stop },
    async trust() {
      await mkdir(join(TRUSTED, host), { recursive: true });
      await run('cp', [join(folder, 'ca.crt'), join(TRUSTED, host, 'ca.crt')]);
    },
    async remove() {
      await stop();
      await rm(join(TRUSTED, host), { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** Where builds and containers reach this machine; engines take no bad certificate from it. */
export async function bridgeAddress(): Promise<string> {
  const { IPAM } = (await new Docker().getNetwork('bridge').inspect()) as NetworkInspectInfo;
  return IPAM!.Config![0]!.Gateway!;
}

/** By the C library, which every Debian's Perl asks; Node has no bcrypt. */
async function hashed(password: string): Promise<string> {
  const salt = `$2y$05$${randomBytes(11).toString('hex')}`;
  const { stdout } = await run('perl', ['-e', 'print crypt($ARGV[0], $ARGV[1])', password, salt]);
  return stdout;
}

async function makeCertificates(folder: string, address: string): Promise<void> {
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: string[]) => run('openssl', words);
  const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', at(name)];
  await openssl(
    ...['req', '-x509', ...key('ca.key'), '-out', at('ca.crt'), '-days', '2'],
    ...['-subj', '/CN=Test authority']
  );
  await openssl('req', ...key('host.key'), '-out', at('host.csr'), '-subj', '/CN=Test registry');
  await writeFile(at('san'), `subjectAltName=IP:${address}`);
  await openssl(
    ...['x509', '-req', '-in', at('host.csr'), '-CA', at('ca.crt'), '-CAkey', at('ca.key')],
    ...['-CAcreateserial', '-out', at('host.crt'), '-days', '2', '-extfile', at('san')]
  );
}
