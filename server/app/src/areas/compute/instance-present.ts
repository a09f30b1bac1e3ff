import type {
  ComputeInstance,
  InstanceKernel,
  InstanceSchedule,
  KernelExit,
  SetUp
} from '@atelier-ml/api';
import type { Kernelspec } from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';
import { nextTimes } from './schedule-times.ts';

type Language = InstanceKernel['language'];
type Variables = Record<string, string>;

const TITLES: Record<Language, string> = {
  typescript: 'TypeScript',
  python: 'Python',
  r: 'R'
};

export const variablesOf = (row: InstanceRow): Variables =>
  JSON.parse(row.environment_variables) as Variables;

export const isContainer = (row: Pick<InstanceRow, 'driver'>): boolean => row.driver === 'docker';

/** The kernel that an instance is most likely used for. */
export const firstLanguage = (row: InstanceRow): Language =>
  (JSON.parse(row.languages) as Language[])[0] ?? 'typescript';

/** What can be started on it; the first one bears the instance's own kernelspec. */
export function kernelsOf({ kernelspec, languages }: InstanceRow): InstanceKernel[] {
  return (JSON.parse(languages) as Language[]).map((language, place) => ({
    language,
    kernelspec: place === 0 ? kernelspec : `${kernelspec}-${language}`
  }));
}

/** What a kernel without GPUs sees of them: none, also on a machine that has some. */
const visibleDevices = (gpus: string[]): Variables => ({ CUDA_VISIBLE_DEVICES: gpus.join(',') });

/** @param gpus UUIDs of those that processes of it get */
export function kernelspecsOf(row: InstanceRow, gpus: string[]): Kernelspec[] {
  return kernelsOf(row).map(({ kernelspec, language }) => ({
    name: kernelspec,
    content: {
      // Of a container the server knows it; Jupyter wants one.
      argv: isContainer(row)
        ? [language, '{connection_file}']
        : ['python', '-m', 'jupyterlab_atelier.kernel', '-f', '{connection_file}'],
      display_name: `${TITLES[language]} (${row.name})`,
      language,
      interrupt_mode: language === 'typescript' ? 'message' : 'signal',
      env: { ...variablesOf(row), ...(isContainer(row) ? {} : visibleDevices(gpus)) },
      metadata: { kernel_provisioner: provisionerOf(row, language) }
    }
  }));
}

function provisionerOf(row: InstanceRow, language: Language) {
  const place = { workspace: row.workspace_id, instance: row.id };
  return isContainer(row)
    ? { provisioner_name: 'atelier-container-provisioner', config: { ...place, language } }
    : {
        provisioner_name: 'atelier-provisioner',
        config: { ...place, cpus: row.cpus, memory_mb: row.memory_mb }
      };
}

/** How a set-up went, and in which container. */
export type SetUpRecord = SetUp & { workload: string };

export const setUpOf = ({ setup }: InstanceRow): SetUpRecord | null =>
  setup === null ? null : (JSON.parse(setup) as SetUpRecord);

export const schedulesOf = ({ schedules }: InstanceRow): InstanceSchedule[] =>
  JSON.parse(schedules) as InstanceSchedule[];

function presentSetUp(row: InstanceRow): SetUp | null {
  const last = row.setup_script ? setUpOf(row) : null;
  return (
    last && {
      state: last.state,
      startedAt: last.startedAt,
      endedAt: last.endedAt,
      exitCode: last.exitCode
    }
  );
}

/** What is known of an instance while the server runs, and not stored. */
export interface LiveFacts extends Pick<ComputeInstance, 'idle' | 'usage' | 'disk' | 'gpus'> {
  /** What its container is on; undefined: the machine of the server. */
  attached?: { id: string; name: string };
  kernelCount: number;
  /** Whose image it is. */
  environment?: { name: string; latest: number | null };
  now: number;
}

export function presentInstance(row: InstanceRow, facts: LiveFacts): ComputeInstance {
  const { attached, environment, now, ...live } = facts;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    owner: row.owner ? (JSON.parse(row.owner) as ComputeInstance['owner']) : null,
    tags: JSON.parse(row.tags) as ComputeInstance['tags'],
    driver: row.driver as ComputeInstance['driver'],
    attached: attached ? { id: attached.id, name: attached.name } : null,
    image: row.image,
    environment:
      row.environment_id !== null && environment
        ? { id: row.environment_id, version: row.environment_version ?? 0, ...environment }
        : null,
    network: row.network as ComputeInstance['network'],
    kernels: kernelsOf(row),
    problem: row.problem,
    warmKernels: row.warm_kernels,
    lastExit: row.last_exit === null ? null : (JSON.parse(row.last_exit) as KernelExit),
    state: row.state as ComputeInstance['state'],
    stopReason: row.stop_reason as ComputeInstance['stopReason'],
    size: {
      cpus: row.cpus,
      memoryMb: row.memory_mb,
      sharedMemoryMb: row.shared_memory_mb,
      diskGb: row.disk_gb,
      gpus: row.gpus,
      gpuSharing: row.gpu_sharing as ComputeInstance['size']['gpuSharing']
    },
    environmentVariables: variablesOf(row),
    setupScript: row.setup_script,
    setUp: presentSetUp(row),
    idleShutdownMinutes: row.idle_shutdown_minutes,
    schedules: schedulesOf(row).map(each => ({ ...each, next: nextTimes(each, now) })),
    ...live,
    kernelspec: row.kernelspec,
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}
