import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { hasCode } from '@atelier-ml/api';
import type { InstanceKernel } from '@atelier-ml/api';
import type {
  Execution,
  ExecutionSpec,
  Workload,
  WorkloadSpec
} from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';
import { HOME } from './ground.ts';
import type { Ground, Standing } from './ground.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { setUpOf, variablesOf } from './instance-present.ts';
import { createWarmKernels } from './warm-kernels.ts';

type Language = InstanceKernel['language'];

export interface ContainersOptions {
  gpus: InstanceGpus;
  /** What the container of an instance stands on. */
  groundOf(row: Standing): Ground;
  /** Tells containers of this server from those of others. */
  owner: string;
  runFolder(row: InstanceRow): string;
  /** Who containers are. */
  user: { uid: number; gid: number };
}

const MIB = 2 ** 20;
const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'];
const GRACE = 2_000;
/** Writes down its number, and becomes the program; Python finds what it is lent after what the image has. */
const LOGGED =
  'echo $$ >"$0.pid"; export PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$1"; shift; exec "$@" >"$0" 2>&1';

const PROBES: Record<Exclude<Language, 'typescript'>, string> = {
  python: 'python3 -c "import ipykernel"',
  r: `Rscript -e 'library(IRkernel)'`
};

export type Containers = ReturnType<typeof createContainers>;

/** Instances as containers: one each, in which its kernels are further programs. */
export function createContainers(options: ContainersOptions) {
  const { gpus, groundOf, owner, runFolder, user } = options;
  const starting = new Map<string, Promise<string>>();
  const engineOf = (row: Standing) => groundOf(row).engine();
  const labelsOf = (row: InstanceRow) => ({ ...groundOf(row).labels, 'atelier.instance': row.id });

  async function specOf(row: InstanceRow, own: string[]): Promise<WorkloadSpec> {
    const { environment, ...surroundings } = await groundOf(row).surroundings(row);
    return {
      name: `atelier-${owner}-${row.id.slice(0, 12)}`,
      labels: labelsOf(row),
      image: row.image!,
      ...surroundings,
      environment: { ...variablesOf(row), HOME, ...environment },
      folder: HOME,
      user,
      resources: {
        ...limitsOf(row),
        ...(row.shared_memory_mb !== null && { sharedMemory: row.shared_memory_mb * MIB }),
        gpus: own
      },
      network: row.network as WorkloadSpec['network']
    };
  }

  async function find(row: InstanceRow) {
    const [found] = await (await engineOf(row)).list(labelsOf(row));
    return found;
  }

  /** One that was made for something else, or whose set-up did not end well, is made anew. */
  async function startWith(row: InstanceRow, found: Workload | undefined, own: string[]) {
    const driver = await engineOf(row);
    const spec = await specOf(row, own);
    const made = createHash('sha256')
      .update(
        JSON.stringify([
          ...[spec.image, spec.environment, spec.network, spec.mounts],
          ...[spec.resources.sharedMemory, row.setup_script],
          ...(spec.bundles ?? []).map(({ key }) => key),
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
    await driver.start(id, await groundOf(row).sending(row));
    return id;
  }

  /** With its GPUs: rather those that its container was made with than others. */
  async function bringUp(row: InstanceRow): Promise<string> {
    const found = await find(row);
    if (found?.state === 'running') {
      await groundOf(row).begun(row, found.id);
      return found.id;
    }
    const own = await gpus.take(row, found?.resources.gpus);
    try {
      const id = await startWith(row, found, own);
      await groundOf(row).begun(row, id);
      return id;
    } catch (error) {
      // Of an engine that no longer answers nobody knows whether it has started it.
      if (!hasCode(error, 'engine-unreachable')) {
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

  async function canRun(row: InstanceRow, workload: string, script: string): Promise<boolean> {
    const run = await (await engineOf(row)).exec(workload, { argv: ['sh', '-c', script], user });
    run.stdin.end();
    await Promise.all([text(run.stdout), text(run.stderr)]);
    return (await run.ended) === 0;
  }

  /** What a kernel writes before it can send messages says why it did not start. */
  async function run(
    row: InstanceRow & { workload: string },
    log: string,
    argv: string[],
    environment: Record<string, string>,
    folder: string
  ): Promise<string> {
    const logged = ['sh', '-c', LOGGED, log, groundOf(row).python, ...argv];
    return (await engineOf(row)).launch(row.workload, { argv: logged, environment, folder, user });
  }

  /** Ends a kernel that logs there, by what the engine itself can do. */
  async function endLogged(row: InstanceRow & { workload: string }, log: string): Promise<void> {
    const argv = ['sh', '-c', 'kill -9 "$(cat "$0")"', `${log}.pid`];
    await (await engineOf(row)).launch(row.workload, { argv, user });
  }

  const warm = createWarmKernels({
    socketOf: row => join(runFolder(row), 'w'),
    launch(row, language, place, token) {
      const { kernel, node } = groundOf(row);
      const log = join(runFolder(row), `spare-${language}.log`);
      const spare =
        language === 'python'
          ? ['python3', join(dirname(kernel), 'spare.py'), place, token]
          : [node, kernel, '--spare', place, '--token', token];
      return run({ ...row, workload: row.workload! }, log, spare, variablesOf(row), HOME);
    }
  });

  return {
    start,
    engine: engineOf,
    labels: (row: Standing) => groundOf(row).labels,
    processes: (row: InstanceRow) => groundOf(row).processes(row),
    /** Kernels that are started before anybody wants them. */
    warm,
    sizeOfHome: (row: InstanceRow) => groundOf(row).sizeOfHome(row),
    /** A further program in a container, as its kernels are run. */
    program: (
      row: InstanceRow,
      argv: string[],
      more: Partial<ExecutionSpec> = {}
    ): ExecutionSpec => ({
      ...{ argv, environment: variablesOf(row), folder: HOME, user },
      ...more
    }),
    shell: (row: InstanceRow, name: string, argv: string[]) => groundOf(row).shell(name, argv),
    endShell: (row: InstanceRow, name: string, execution: Execution) =>
      groundOf(row).endShell(row, name, execution),
    /** Kernels of a server before this one are reached again. */
    adopt: (row: InstanceRow, kernelIds: string[]): void =>
      groundOf(row).adopt(row, kernelIds.map(nameOf)),
    release: (row: InstanceRow, kernelId: string): void =>
      groundOf(row).release(row, nameOf(kernelId)),
    async isRunning(row: InstanceRow): Promise<boolean> {
      return (await find(row))?.state === 'running';
    },
    /** What the image can run: the TypeScript kernel is lent to it, others it must bring. */
    async languagesOf(row: InstanceRow, workload: string): Promise<Language[]> {
      const nodeRuns = `"${groundOf(row).node}" --version`;
      const found: Language[] = (await canRun(row, workload, nodeRuns)) ? ['typescript'] : [];
      for (const [language, script] of Object.entries(PROBES)) {
        if (await canRun(row, workload, script)) {
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
        await (await engineOf(row)).stop(found.id, { grace: GRACE });
      }
      await groundOf(row).left(row);
      if (!keepGpus) {
        await gpus.give(row);
      }
    },
    async remove(row: InstanceRow): Promise<void> {
      await warm.drop(row);
      const found = await find(row);
      if (found) {
        await (await engineOf(row)).remove(found.id);
      }
      await groundOf(row).remove(row);
      await gpus.give(row);
    },
    async resize(row: InstanceRow): Promise<void> {
      const found = await find(row);
      if (found && (row.cpus !== null || row.memory_mb !== null)) {
        await (await engineOf(row)).resize(found.id, limitsOf(row));
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
      const name = nameOf(wanted.kernel);
      const ground = groundOf(row);
      // Elsewhere nothing can be brought to a container that does not run.
      const begun = row.attached_id === null ? undefined : await start(row);
      const { connection, file, log } = await ground.place(row, name, {
        transport: 'ipc',
        ...Object.fromEntries(PORTS.map((port, place) => [port, place + 1])),
        key: wanted.key,
        signature_scheme: 'hmac-sha256',
        kernel_name: wanted.language
      });
      const environment = { ...variablesOf(row), ...wanted.environment };
      const begin = await ground.beginsIn(row, wanted.folder);
      const assignment = { connectionFile: file, folder: begin, environment };
      const claimed = await warm.claim(row, wanted.language, assignment);
      const workload = claimed ? row.workload! : (begun ?? (await start(row)));
      const argv = argvOf(wanted.language, file, ground);
      const placed = { ...row, workload };
      const execution = claimed ?? (await run(placed, log, argv, environment, begin));
      warm.keep(placed, wanted.language);
      const identity = await ground.identify(placed, { execution, log }).catch(async error => {
        await endLogged(placed, log).catch(() => undefined);
        throw error; // one that nobody knows must not go on
      });
      return { connection, execution, identity, workload };
    }
  };
}

const limitsOf = ({ cpus, memory_mb: memory }: InstanceRow) => ({
  ...(cpus !== null && { cpus }),
  ...(memory !== null && { memory: memory * MIB })
});

const nameOf = (kernelId: string): string =>
  createHash('sha256').update(kernelId).digest('hex').slice(0, 8);

function argvOf(language: Language, file: string, { kernel, node }: Ground): string[] {
  switch (language) {
    case 'typescript':
      return [node, kernel, '-f', file];
    case 'python':
      return ['python3', '-m', 'ipykernel_launcher', '-f', file];
    case 'r':
      return ['R', '--slave', '-e', 'IRkernel::main()', '--args', file];
  }
}
