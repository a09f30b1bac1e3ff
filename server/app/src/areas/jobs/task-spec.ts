import { join } from 'node:path';
import type { Mount, StartOptions, WorkloadSpec } from '../../drivers/compute/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { KeyVault } from '../../key-vault.ts';
import { isOnRay } from '../compute/index.ts';
import type { GpuLedger, Lent } from '../compute/index.ts';
import { sizeOf } from './capacity.ts';
import { hasDoor, isElsewhere, isSent, runsProcesses, spreads } from './elsewhere.ts';
import type { JobInput } from './inputs.ts';
import { argvOf } from './program.ts';
import { paramsOf, storedSpecOf } from './stored-spec.ts';
import type { ClusterRow, JobRow, TaskRow } from './tables.ts';
import { LAYOUT } from './task-folder.ts';
import type { TaskFolders } from './task-folder.ts';
import { DATA, JOB } from './task-door.ts';
import type { TaskDoors } from './task-door.ts';
import type { Transfer } from './task-transfer.ts';
import { variablesOf } from './task-variables.ts';

const MIB = 2 ** 20;

export interface TaskSpecsOptions {
  data: string;
  doors: Pick<TaskDoors, 'pack'>;
  folders: TaskFolders;
  gpus: Pick<GpuLedger, 'of'>;
  lent: Lent;
  programs: string;
  storage: Storage;
  transfer: Transfer;
  vault: KeyVault;
}

export type TaskSpecs = ReturnType<typeof createTaskSpecs>;

/** What is run for tasks, and what has to lie where it runs. */
export function createTaskSpecs(options: TaskSpecsOptions) {
  const { data, doors, folders, gpus, lent, programs, storage, transfer, vault } = options;
  const labels = { 'atelier.jobs': lent.owner };
  const labelsOf = (task: TaskRow) => ({
    ...labels,
    'atelier.job': task.job_id,
    'atelier.task': `${task.attempt}-${task.rank}`
  });
  const pathOf = (task: TaskRow) => folders.pathOf(task.job_id, task.attempt, task.rank);

  const secretsOf = (job: JobRow): Record<string, string> =>
    job.secrets === null
      ? {}
      : (JSON.parse(vault.decrypt(job.secrets, job.id)) as Record<string, string>);

  /** Where its programs and files are for a task of this cluster. */
  function surroundingsOf(cluster: ClusterRow, task: TaskRow) {
    if (isSent(cluster)) {
      const { packages } = transfer;
      // Containers are lent one.
      const node = runsProcesses(cluster) ? 'node' : transfer.node;
      const place = { root: JOB, data: join(JOB, DATA), programs: transfer.programs };
      return { ...place, node, packages, inputsAs: 'sent' } as const;
    }
    const here = { data, programs, node: process.execPath, packages: undefined };
    return runsProcesses(cluster)
      ? ({ ...here, root: pathOf(task), inputsAs: 'links' } as const)
      : ({ ...here, root: JOB, inputsAs: 'places' } as const);
  }

  async function prepare(job: JobRow, cluster: ClusterRow, task: TaskRow) {
    const { inputs, spec } = storedSpecOf(job);
    const { inputsAs, packages } = surroundingsOf(cluster, task);
    const wanted = { inputs, outputs: Object.keys(spec.outputs), params: paramsOf(job) };
    await folders.prepare(pathOf(task), job, wanted, inputsAs, packages);
  }

  async function mountsOf(path: string, inputs: JobInput[], more: Mount[]): Promise<Mount[]> {
    const content = await Promise.all(
      inputs.map(async ({ filename, name, sha256 }): Promise<Mount> => ({
        source: await storage.localFile(sha256),
        target: join(JOB, LAYOUT.inputs, name, filename),
        readOnly: true
      }))
    );
    const lentMounts = await lent.mounts(join(path, LAYOUT.home, 'server.json'));
    return [{ source: path, target: JOB, readOnly: false }, ...content, ...lentMounts, ...more];
  }

  async function resourcesOf(job: JobRow, cluster: ClusterRow, task: TaskRow) {
    const { cpus, gpus: count, memoryMb } = sizeOf(cluster);
    const own = count && task.node_id !== null ? await gpus.of(task.node_id) : [];
    return {
      ...(cpus !== null && { cpus }),
      ...(memoryMb !== null && { memory: memoryMb * MIB }),
      ...(spreads(cluster) && { shares: job.nodes }),
      ...(isElsewhere(cluster) ? count > 0 && { gpuCount: count } : own.length && { gpus: own })
    };
  }

  return {
    labels,
    labelsOf,
    pathOf,
    secretsOf,
    /** Makes ready what lies here, and says what is to be run. */
    async specOf(job: JobRow, cluster: ClusterRow, task: TaskRow): Promise<WorkloadSpec> {
      const { image, inputs, spec } = storedSpecOf(job);
      const isContainer = !runsProcesses(cluster);
      const isBrought = isSent(cluster);
      const { data: studio, node, programs: tools, root } = surroundingsOf(cluster, task);
      const work = join(root, LAYOUT.work);
      if (!isBrought) {
        await prepare(job, cluster, task);
      }
      const installers =
        isContainer && !isBrought ? await lent.installers(cluster.network) : undefined;
      const isGroup = isContainer && job.nodes > 1;
      const master = isGroup ? aliasOf(0) : undefined;
      const own = variablesOf(job, task, { root, data: studio, master });
      return {
        name: `atelier-job-${job.id.slice(0, 12)}-${task.attempt}-${task.rank}`,
        labels: labelsOf(task),
        ...(isContainer && { image, user: lent.user }),
        argv: argvOf(spec.program, {
          work,
          params: paramsOf(job),
          node,
          notebookRunner: join(tools, 'kernel', 'notebook-runner.cjs'),
          // Ray's machines have nothing of the studio's.
          ...(!isOnRay(cluster.driver) && { python: join(tools, 'python') })
        }),
        environment: { ...installers?.environment, ...spec.environmentVariables, ...own },
        secrets: Object.fromEntries(
          Object.entries(secretsOf(job)).filter(
            ([name]) => own[name as keyof typeof own] === undefined
          )
        ),
        folder: work,
        resources: await resourcesOf(job, cluster, task),
        mounts: installers ? await mountsOf(pathOf(task), inputs, installers.mounts) : [],
        ...(isBrought && isContainer && { bundles: await transfer.bundles() }),
        ...(isGroup && {
          group: { name: `${job.id.slice(0, 12)}-${task.attempt}`, alias: aliasOf(task.rank) }
        }),
        network: cluster.network as WorkloadSpec['network']
      };
    },
    /** What it has to be sent; undefined where it finds everything. */
    async sendingOf(
      job: JobRow,
      cluster: ClusterRow,
      task: TaskRow
    ): Promise<StartOptions | undefined> {
      return isSent(cluster)
        ? transfer.sending(
            async () => {
              await prepare(job, cluster, task);
              return { path: pathOf(task), inputs: storedSpecOf(job).inputs };
            },
            hasDoor(cluster) ? archive => doors.pack(archive, task) : undefined
          )
        : undefined;
    }
  };
}

const aliasOf = (rank: number): string => `node-${rank}`;
