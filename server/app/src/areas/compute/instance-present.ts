import type { ComputeInstance, InstanceKernel, KernelExit } from '@atelier-ml/api';
import type { Kernelspec } from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';

type Language = InstanceKernel['language'];
type Variables = Record<string, string>;

const TITLES: Record<Language, string> = {
  typescript: 'TypeScript',
  python: 'Python',
  r: 'R'
};

export const variablesOf = (row: InstanceRow): Variables =>
  JSON.parse(row.environment_variables) as Variables;

export const isContainer = (row: InstanceRow): boolean => row.driver === 'docker';

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

export function kernelspecsOf(row: InstanceRow): Kernelspec[] {
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
      env: variablesOf(row),
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

export function presentInstance(
  row: InstanceRow,
  kernelCount: number,
  environment?: { name: string; latest: number | null }
): ComputeInstance {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    driver: row.driver as ComputeInstance['driver'],
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
    size: { cpus: row.cpus, memoryMb: row.memory_mb },
    environmentVariables: variablesOf(row),
    kernelspec: row.kernelspec,
    kernelCount,
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}
