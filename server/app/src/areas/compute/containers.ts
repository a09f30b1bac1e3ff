import { createHash } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { AtelierError } from '@atelier-ml/api';
import type { InstanceKernel } from '@atelier-ml/api';
import type {
  Engine,
  ExecutionSpec,
  Mount,
  Workload,
  WorkloadSpec
} from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { setUpOf, variablesOf } from './instance-present.ts';
import { createLent } from './lent.ts';
import type { LentOptions } from './lent.ts';
import { createWarmKernels } from './warm-kernels.ts';

type Language = InstanceKernel['language'];

export interface ContainersOptions extends LentOptions {
  /** Made when it is first needed: many studios have no containers. */
  engine: () => Promise<Engine>;
  gpus: InstanceGpus;
  /** Where sockets of kernels lie: a short path that is this user's alone. */
  runtime: string;
}

const MIB = 2 ** 20;
const HOME = '/home/atelier';
const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'];
const GRACE = 2_000;

const PROBES: Record<Exclude<Language, 'typescript'>, string> = {
  python: 'python3 -c "import ipykernel"',
  r: `Rscript -e 'library(IRkernel)'`
};

export type Containers = ReturnType<typeof createContainers>;

/** Instances as containers: one each, in which its kernels are further programs. */
export function createContainers(options: ContainersOptions) {
  const { data, engine, files, gpus, programs, runtime } = options;
  const lent = createLent(options);
  const { owner } = lent;
  const kernel = join(programs, 'kernel', 'main.cjs');
  const labels = { 'atelier.owner': owner };
  const starting = new Map<string, Promise<string>>();

  const ownFolder = (row: InstanceRow) => join(data, 'compute', row.id);
  const homeOf = (row: InstanceRow) => join(ownFolder(row), 'home');
  const runFolder = (row: InstanceRow) => join(`${runtime}-kernels`, row.id.slice(0, 12));
  const labelsOf = (row: InstanceRow) => ({ ...labels, 'atelier.instance': row.id });

  /** Folders that the container sees, each at the path that it has here, but for its home. */
  async function mountsOf(row: InstanceRow): Promise<Mount[]> {
    const home = homeOf(row);
    for (const folder of [home, runFolder(row)]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    await chmod(runFolder(row), 0o700);
    return [
      { source: home, target: HOME, readOnly: false },
      { source: runFolder(row), target: runFolder(row), readOnly: false },
      ...(await lent.mounts(join(ownFolder(row), 'server.json')))
    ];
  }

  async function specOf(row: InstanceRow, own: string[]): Promise<WorkloadSpec> {
    return {
      name: `atelier-${owner}-${row.id.slice(0, 12)}`,
      labels: labelsOf(row),
      image: row.image!,
      argv: ['sleep', 'infinity'],
      environment: { ...variablesOf(row), HOME, ATELIER_DATA: data },
      folder: HOME,
      user: lent.user,
      resources: {
        ...limitsOf(row),
        ...(row.shared_memory_mb !== null && { sharedMemory: row.shared_memory_mb * MIB }),
        gpus: own
      },
      mounts: await mountsOf(row),
      network: row.network as WorkloadSpec['network']
    };
  }

  async function find(row: InstanceRow) {
    const [found] = await (await engine()).list(labelsOf(row));
    return found;
  }

  /** One that was made for something else, or whose set-up did not end well, is made anew. */
  async function startWith(row: InstanceRow, found: Workload | undefined, own: string[]) {
    const driver = await engine();
    const spec = await specOf(row, own);
    const made = createHash('sha256')
      .update(
        JSON.stringify([
          ...[spec.image, spec.environment, spec.network, spec.mounts],
          ...[spec.resources.sharedMemory, row.setup_script],
          ...(own.length ? [own] : [])
        ])
      )
      .digest('hex');
    const last = row.setup_script ? setUpOf(row) : null;
    const isBroken = last !== null && last.workload === found?.id && last.state !== 'done';
    const isCurrent = found?.labels['atelier.made'] === made && !isBroken;
    if (found && !isCurrent) {
      await driver.remove(found.id);
    }
    const id =
      (isCurrent ? found?.id : undefined) ??
      (await driver.create({ ...spec, labels: { ...spec.labels, 'atelier.made': made } }));
    await driver.start(id);
    return id;
  }

  /** With its GPUs: rather those that its container was made with than others. */
  async function bringUp(row: InstanceRow): Promise<string> {
    const found = await find(row);
    if (found?.state === 'running') {
      return found.id;
    }
    const own = await gpus.take(row, found?.resources.gpus);
    try {
      return await startWith(row, found, own);
    } catch (error) {
      // Of an engine that no longer answers nobody knows whether it has started it.
      if (!(error instanceof AtelierError && error.code === 'engine-unreachable')) {
        await gpus.give(row);
      }
      throw error;
    }
  }

  /** @returns the container's id, once it runs */
  function start(row: InstanceRow): Promise<string> {
    const under = starting.get(row.id) ?? bringUp(row).finally(() => starting.delete(row.id));
    starting.set(row.id, under);
    return under;
  }

  async function canRun(workload: string, script: string): Promise<boolean> {
    const run = await (
      await engine()
    ).exec(workload, { argv: ['sh', '-c', script], user: lent.user });
    run.stdin.end();
    await Promise.all([text(run.stdout), text(run.stderr)]);
    return (await run.ended) === 0;
  }

  /** What a kernel writes before it can send messages says why it did not start. */
  async function run(
    workload: string,
    log: string,
    argv: string[],
    environment: Record<string, string>,
    folder: string
  ): Promise<string> {
    const logged = ['sh', '-c', 'exec "$@" >"$0" 2>&1', log, ...argv];
    const { user } = lent;
    return (await engine()).launch(workload, { argv: logged, environment, folder, user });
  }

  const warm = createWarmKernels({
    socketOf: row => join(runFolder(row), 'w'),
    launch(row, language, place, token) {
      const log = join(runFolder(row), `spare-${language}.log`);
      const spare =
        language === 'python'
          ? ['python3', join(dirname(kernel), 'spare.py'), place, token]
          : [process.execPath, kernel, '--spare', place, '--token', token];
      return run(row.workload!, log, spare, variablesOf(row), HOME);
    }
  });

  const nodeRuns = `"${process.execPath}" --version`;

  return {
    labels,
    start,
    /** Kernels that are started before anybody wants them. */
    warm,
    homeOf,
    /** A further program in a container, as its kernels are run. */
    program: (
      row: InstanceRow,
      argv: string[],
      more: Partial<ExecutionSpec> = {}
    ): ExecutionSpec => ({
      ...{ argv, environment: variablesOf(row), folder: HOME, user: lent.user },
      ...more
    }),
    async isRunning(row: InstanceRow): Promise<boolean> {
      return (await find(row))?.state === 'running';
    },
    /** What the image can run: the TypeScript kernel is lent to it, others it must bring. */
    async languagesOf(workload: string): Promise<Language[]> {
      const found: Language[] = (await canRun(workload, nodeRuns)) ? ['typescript'] : [];
      for (const [language, script] of Object.entries(PROBES)) {
        if (await canRun(workload, script)) {
          found.push(language as Language);
        }
      }
      return found;
    },
    /** Its GPUs are then free for others, unless it is to be started again. */
    async stop(row: InstanceRow, { keepGpus = false } = {}): Promise<void> {
      await warm.drop(row);
      const found = await find(row);
      if (found) {
        await (await engine()).stop(found.id, { grace: GRACE });
      }
      await rm(runFolder(row), { recursive: true, force: true });
      if (!keepGpus) {
        await gpus.give(row);
      }
    },
    async remove(row: InstanceRow): Promise<void> {
      await warm.drop(row);
      const found = await find(row);
      if (found) {
        await (await engine()).remove(found.id);
      }
      for (const folder of [runFolder(row), ownFolder(row)]) {
        await rm(folder, { recursive: true, force: true });
      }
      await gpus.give(row);
    },
    async resize(row: InstanceRow): Promise<void> {
      const found = await find(row);
      if (found && (row.cpus !== null || row.memory_mb !== null)) {
        await (await engine()).resize(found.id, limitsOf(row));
      }
    },
    /** Starts a kernel that listens on sockets in a folder which container and Jupyter share. */
    async launch(
      row: InstanceRow,
      wanted: {
        kernel: string;
        language: Language;
        key: string;
        folder?: string;
        environment: Record<string, string>;
      }
    ) {
      // The same one at every restart: clients stay connected to its sockets.
      const name = createHash('sha256').update(wanted.kernel).digest('hex').slice(0, 8);
      const folder = join(runFolder(row), name);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const connection = {
        transport: 'ipc',
        ip: join(folder, 'k'),
        ...Object.fromEntries(PORTS.map((port, place) => [port, place + 1])),
        key: wanted.key,
        signature_scheme: 'hmac-sha256',
        kernel_name: wanted.language
      };
      const file = join(folder, 'connection.json');
      await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
      const environment = { ...variablesOf(row), ...wanted.environment };
      const place = files && wanted.folder && isWithin(wanted.folder, files);
      const begin = place ? wanted.folder! : HOME;
      const assignment = { connectionFile: file, folder: begin, environment };
      const claimed = await warm.claim(row, wanted.language, assignment);
      const workload = claimed ? row.workload! : await start(row);
      const argv = argvOf(wanted.language, file, kernel);
      const log = join(folder, 'log');
      const execution = claimed ?? (await run(workload, log, argv, environment, begin));
      warm.keep({ ...row, workload }, wanted.language);
      return { connection, execution, folder, workload };
    }
  };
}

const limitsOf = ({ cpus, memory_mb: memory }: InstanceRow) => ({
  ...(cpus !== null && { cpus }),
  ...(memory !== null && { memory: memory * MIB })
});

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function argvOf(language: Language, file: string, kernel: string): string[] {
  switch (language) {
    case 'typescript':
      return [process.execPath, kernel, '-f', file];
    case 'python':
      return ['python3', '-m', 'ipykernel_launcher', '-f', file];
    case 'r':
      return ['R', '--slave', '-e', 'IRkernel::main()', '--args', file];
  }
}
