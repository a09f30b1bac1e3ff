import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '@atelier-ml/api';
import { newId } from '../../../identity.ts';
import type { Engine, EngineEvent, ExecutionSpec, Workload, WorkloadSpec } from '../engine.ts';
import { movedBytes, readProcesses, residentMemory, treeOf } from '../process-table.ts';
import { outputOf } from './follow.ts';
import { createProgram, surroundings } from './program.ts';

const GRACE = 10_000;
const PAUSE = 20;
const LOOK_EVERY = 200;

/**
 * Work as processes of this machine, as the user of the server: apart from nothing, limited by
 * nothing. What each needs lies in a folder of its own, by which a server that was started anew
 * finds it again. Linux: it reads /proc.
 */
export function createProcessEngine(folder: string): Engine {
  const programOf = (id: string) => createProgram(join(folder, id));

  async function specOf(id: string): Promise<WorkloadSpec> {
    try {
      return JSON.parse(await readFile(join(folder, id, 'spec.json'), 'utf8')) as WorkloadSpec;
    } catch (error) {
      throw new AtelierError('not-found', `There is no workload ${id}.`, {
        remedy: 'Look at the list again: it has been removed.',
        cause: error
      });
    }
  }

  async function inspect(id: string): Promise<Workload> {
    const { labels, name, resources } = await specOf(id);
    const found = await programOf(id).state();
    return {
      ...{ id, name, labels, resources, state: found.state },
      ...(found.state !== 'created' && { startedAt: found.startedAt }),
      ...(found.state === 'exited' && { exit: { code: found.code, outOfMemory: false } })
    };
  }

  async function list(labels: Record<string, string>): Promise<Workload[]> {
    const ids = await readdir(folder).catch(() => []);
    const found = await Promise.all(ids.map(id => inspect(id).catch(() => undefined)));
    return found.filter(
      workload =>
        workload !== undefined &&
        Object.entries(labels).every(([key, value]) => workload.labels[key] === value)
    ) as Workload[];
  }

  async function end(id: string, grace: number): Promise<void> {
    const program = programOf(id);
    await program.signal('SIGTERM');
    const patience = AbortSignal.timeout(Math.max(1, grace));
    while ((await program.state()).state === 'running') {
      if (patience.aborted) {
        await program.signal('SIGKILL');
      }
      await sleep(PAUSE);
    }
  }

  /** A further program has what the first one was given. */
  async function programIn(id: string, spec: ExecutionSpec) {
    const { environment, folder: home, secrets } = await specOf(id);
    if ((await programOf(id).state()).state !== 'running') {
      throw new AtelierError('not-running', `The workload ${id} is not running.`, {
        remedy: 'Start it first.'
      });
    }
    return {
      argv: spec.argv,
      environment: { ...environment, ...secrets, ...spec.environment },
      folder: spec.folder ?? home
    };
  }

  return {
    kind: 'process',
    async capabilities() {
      return {
        ...{ images: false, limits: false, networks: false, sharesFiles: true },
        cpus: availableParallelism(),
        memory: totalmem()
      };
    },
    async create(spec) {
      const more = [...spec.mounts, ...(spec.bundles ?? []), ...(spec.volumes ?? [])];
      if (spec.image !== undefined || more.length) {
        throw notSupported('images and mounts');
      }
      const id = newId();
      await mkdir(join(folder, id), { recursive: true, mode: 0o700 });
      const draft = join(folder, id, 'spec.tmp');
      // Variables may hold secrets.
      await writeFile(draft, JSON.stringify(spec), { mode: 0o600 });
      await rename(draft, join(folder, id, 'spec.json'));
      return id;
    },
    async start(id, { files } = {}) {
      if (files) {
        throw notSupported('files to be sent');
      }
      const spec = await specOf(id);
      const program = programOf(id);
      const { state } = await program.state();
      if (state === 'running') {
        return;
      }
      const place = spec.folder ?? folder;
      if (!(await stat(place).catch(() => undefined))?.isDirectory()) {
        throw new AtelierError('invalid-input', `There is no folder ${place}.`, {
          remedy: 'Name a folder that exists on the machine of the server.'
        });
      }
      await Promise.all(
        ['process', 'exit'].map(name => rm(join(folder, id, name), { force: true }))
      );
      const gpus = spec.resources.gpus?.join(',');
      const environment = {
        ...spec.environment,
        ...spec.secrets,
        ...(gpus !== undefined && { CUDA_VISIBLE_DEVICES: gpus })
      };
      await program.start({ argv: spec.argv, environment, folder: place });
    },
    async stop(id, { grace = GRACE } = {}) {
      await specOf(id);
      await end(id, grace);
    },
    async remove(id) {
      await end(id, 0);
      await rm(join(folder, id), { recursive: true, force: true });
    },
    inspect,
    list,
    resize: () => Promise.reject(notSupported('limits')),
    async *logs(id, options = {}) {
      await specOf(id);
      const hasEnded = async () => (await programOf(id).state()).state !== 'running';
      yield* outputOf(join(folder, id), options, hasEnded);
    },
    async exec(id, spec) {
      if (spec.terminal) {
        throw notSupported('terminals');
      }
      const { argv, environment, folder: cwd } = await programIn(id, spec);
      const child = spawn(argv[0]!, argv.slice(1), {
        cwd,
        env: { ...surroundings(), ...environment }
      });
      const ended = new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, name) => resolve(code ?? (name === 'SIGKILL' ? 137 : 143)));
      });
      return {
        id: String(child.pid),
        ...{ stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended },
        resize: () => Promise.reject(notSupported('terminals'))
      };
    },
    async launch(id, spec) {
      const place = join(id, `execution-${newId()}`);
      await programOf(place).start(await programIn(id, spec));
      return place;
    },
    async execution(id) {
      const found = await programOf(id).state();
      if (found.state === 'exited') {
        return { running: false, code: found.code };
      }
      return { running: true, ...(found.state === 'running' && { pid: found.pid }) };
    },
    async usage(id) {
      await specOf(id);
      const found = await programOf(id).state();
      const processes = found.state === 'running' ? await readProcesses() : [];
      const tree = found.state === 'running' ? treeOf(found.pid, processes) : [];
      const memory = await Promise.all(tree.map(entry => residentMemory(entry.pid)));
      const told = await Promise.all(tree.map(entry => movedBytes(entry.pid)));
      const moved = told.filter(each => each !== undefined);
      return {
        cpuTime: tree.reduce((sum, entry) => sum + entry.cpu, 0),
        memory: memory.reduce((sum, bytes) => sum + bytes, 0),
        processes: tree.length,
        ...(moved.length > 0 && {
          read: moved.reduce((sum, each) => sum + each.read, 0),
          written: moved.reduce((sum, each) => sum + each.written, 0)
        })
      };
    },
    written: () => Promise.reject(notSupported('files of its own')),
    files: () => Promise.reject(notSupported('files of its own')),
    send: () => Promise.reject(notSupported('files of its own')),
    volumes: () => Promise.resolve([]),
    discard: () => Promise.resolve(), // it keeps none
    async signal(id, name) {
      await specOf(id);
      await programOf(id).signal(name);
    },
    async *events(labels, signal): AsyncGenerator<EngineEvent> {
      const look = async () => new Map((await list(labels)).map(each => [each.id, each]));
      let before = await look();
      yield { type: 'reconnected' };
      while (!signal.aborted) {
        const now = await look();
        yield* differences(before, now);
        before = now;
        await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
      }
    },
    close: async () => undefined
  };
}

function* differences(
  before: Map<string, Workload>,
  now: Map<string, Workload>
): Generator<EngineEvent> {
  for (const [workload, { exit, startedAt, state }] of now) {
    const old = before.get(workload);
    const isAnother = old?.startedAt !== startedAt || (old?.state === 'exited') !== !!exit;
    if (state !== 'created' && isAnother && old?.state !== 'running') {
      yield { type: 'started', workload };
    }
    if (exit && old?.state !== 'exited') {
      yield { type: 'exited', workload, code: exit.code };
    }
  }
  for (const workload of before.keys()) {
    if (!now.has(workload)) {
      yield { type: 'removed', workload };
    }
  }
}

function notSupported(what: string): AtelierError {
  return new AtelierError('not-supported', `Processes of this machine know no ${what}.`, {
    remedy: 'Choose a compute that runs containers.'
  });
}
