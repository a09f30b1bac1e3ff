import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';

const PROGRAM = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].find(file => existsSync(file));
const PATIENCE = 60_000;
const RUNTIME_SETTINGS = 'disabled_plugins = ["io.containerd.grpc.v1.cri"]\n';

interface OwnEngineOptions {
  /** What stands in its `daemon.json`. */
  settings?: object;
  /** Programs that it finds before those of the machine, by their names. */
  programs?: Record<string, string>;
}

export type OwnEngine = Awaited<ReturnType<typeof startOwnEngine>>;

/** Needs what only root may do; left out aloud elsewhere, and never in CI. */
export function describeWithOwnEngine(name: string, tests: () => void): void {
  if ((PROGRAM && process.getuid?.() === 0) || process.env.CI) {
    describe(name, tests);
  } else {
    console.warn(`left out, a container engine of its own needs dockerd and root: ${name}`);
    describe.skip(name, tests);
  }
}

/**
 * A container engine of its own, in a network of its own, beside what runs its containers: that goes on
 * when the engine ends, as where a service manager starts both. Its containers reach nobody.
 */
export async function startOwnEngine({ programs = {}, settings = {} }: OwnEngineOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-engine-'));
  const within = (...path: string[]): string => join(folder, ...path);
  await mkdir(within('bin'));
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(within('bin', name), text, { mode: 0o755 });
  }
  await writeFile(within('settings.json'), JSON.stringify(settings));
  await writeFile(within('runtime.toml'), RUNTIME_SETTINGS);
  const address = `unix://${within('docker.sock')}`;
  const docker = new Docker({ socketPath: within('docker.sock') });
  const run = (program: string, argv: string[]): ChildProcess =>
    spawn(program, argv, {
      env: { ...process.env, PATH: `${within('bin')}:/usr/sbin:/usr/bin:/sbin:/bin` },
      stdio: ['ignore', 'ignore', 'pipe']
    });
  const runtime = run('containerd', [
    ...['--config', within('runtime.toml'), '--address', within('runtime.sock')],
    ...['--root', within('runtime'), '--state', within('runtime-state')]
  ]);
  runtime.stderr!.resume();
  let engine: ChildProcess;

  async function start(): Promise<void> {
    let said = '';
    engine = run('unshare', [
      ...['--net', PROGRAM!, '--host', address, '--pidfile', within('pid')],
      ...['--data-root', within('data'), '--exec-root', within('exec')],
      ...['--containerd', within('runtime.sock'), '--config-file', within('settings.json')],
      ...['--iptables=false', '--ip-masq=false']
    ]);
    engine.stderr!.on('data', (chunk: Buffer) => void (said = (said + chunk).slice(-4_000)));
    const patience = AbortSignal.timeout(PATIENCE);
    while (!(await docker.ping().catch(() => undefined))) {
      if (engine.exitCode !== null || patience.aborted) {
        throw new Error(`dockerd does not start: ${said}`);
      }
      await pause(50);
    }
  }

  async function removeFolder(): Promise<void> {
    // What an engine that was killed would leave mounted keeps the folder from being removed.
    const mounts = await readFile('/proc/mounts', 'utf8');
    for (const line of mounts.split('\n').reverse()) {
      const place = line.split(' ')[1] ?? '';
      if (place.startsWith(`${folder}/`)) {
        execFileSync('umount', ['-l', place]);
      }
    }
    await rm(folder, { recursive: true, force: true });
  }

  async function stop(): Promise<void> {
    await end(engine, 'SIGTERM');
    await end(runtime, 'SIGTERM');
    await removeFolder();
  }

  await start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    address,
    docker,
    /** `SIGTERM`: as the machine's service manager does it; `SIGKILL`: as when it crashes. */
    async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
      await end(engine, signal);
      await start();
    },
    async stop(): Promise<void> {
      // An engine that leaves containers alone when it ends would leave them for good.
      for (const { Id } of await docker.listContainers({ all: true })) {
        await docker.getContainer(Id).remove({ force: true, v: true });
      }
      await stop();
    }
  };
}

async function end(program: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (program.exitCode === null && program.signalCode === null) {
    const ended = once(program, 'exit');
    program.kill(signal);
    await ended;
  }
}
