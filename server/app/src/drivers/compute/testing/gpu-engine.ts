import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';

const PROGRAM = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].find(file => existsSync(file));
const PATIENCE = 60_000;

/**
 * Stands for the hook of NVIDIA's Container Toolkit: of each GPU that the engine gives to a container
 * it makes a file `/dev/nvidia…` that tells its UUID, and it refuses those that there are not.
 */
const hookFor = (uuids: string[]) => `#!${process.execPath}
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const state = JSON.parse(readFileSync(0, 'utf8'));
const config = JSON.parse(readFileSync(state.bundle + '/config.json', 'utf8'));
const known = ${JSON.stringify(uuids)};
const wanted = config.process.env.findLast(each => each.startsWith('NVIDIA_VISIBLE_DEVICES='));
for (const uuid of wanted.split('=')[1].split(',')) {
  const index = known.indexOf(uuid);
  if (index < 0) {
    console.error('nvidia-container-cli: device error: ' + uuid + ': unknown device');
    process.exit(1);
  }
  const file = config.root.path + '/dev/nvidia' + index;
  const argv = ['-t', String(state.pid), '-m', 'sh', '-c', 'echo "$1" > "$0"', file, uuid];
  execFileSync('nsenter', argv);
}
`;

/** Needs what only root may do; left out aloud elsewhere, and never in CI. */
export function describeWithGpuEngine(name: string, tests: () => void): void {
  if ((PROGRAM && process.getuid?.() === 0) || process.env.CI) {
    describe(name, tests);
  } else {
    console.warn(`left out, a container engine of its own needs dockerd and root: ${name}`);
    describe.skip(name, tests);
  }
}

/**
 * A container engine of its own, in a network of its own, on a machine that seems to have these GPUs.
 * Its containers have no network.
 */
export async function startGpuEngine(uuids: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-gpu-engine-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'nvidia-container-runtime-hook'), hookFor(uuids), {
    mode: 0o755
  });
  await writeFile(join(folder, 'settings.json'), '{}');
  const address = `unix://${folder}/docker.sock`;
  const engine = spawn(
    'unshare',
    [
      ...['--net', PROGRAM!, '--host', address, '--pidfile', join(folder, 'pid')],
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...[
        '--bridge',
        'none',
        '--iptables=false',
        '--ip-masq=false',
        '--config-file',
        join(folder, 'settings.json')
      ]
    ],
    {
      env: { ...process.env, PATH: `${folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin` },
      stdio: ['ignore', 'ignore', 'pipe']
    }
  );
  let said = '';
  engine.stderr.on('data', (chunk: Buffer) => void (said = (said + chunk).slice(-4_000)));
  const ended = once(engine, 'exit');
  const docker = new Docker({ socketPath: join(folder, 'docker.sock') });
  const patience = AbortSignal.timeout(PATIENCE);
  while (!(await docker.ping().catch(() => undefined))) {
    if (engine.exitCode !== null || patience.aborted) {
      await rm(folder, { recursive: true, force: true });
      throw new Error(`dockerd does not start: ${said}`);
    }
    await pause(50);
  }
  return {
    address,
    docker,
    async stop(): Promise<void> {
      engine.kill('SIGTERM');
      await ended;
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
  };
}
