import type { ComputeInstance } from '@atelier-ml/api';
import type { FieldSpec } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

/** The fields of an instance. */
export function instanceFields(trans: TranslationBundle): FieldSpec[] {
  return [
    {
      name: 'name',
      kind: 'text',
      label: trans.__('Name'),
      required: true,
      maximumLength: 128
    },
    {
      name: 'description',
      kind: 'textarea',
      label: trans.__('Description')
    },
    {
      name: 'cpus',
      kind: 'number',
      label: trans.__('Processors'),
      integer: true,
      minimum: 1,
      maximum: 1024,
      help: trans.__('Kernels share this many processors. Empty: all of them.')
    },
    {
      name: 'memoryMb',
      kind: 'number',
      label: trans.__('Memory (MiB)'),
      integer: true,
      minimum: 128,
      help: trans.__('A kernel that takes more is ended. Empty: no limit.')
    },
    {
      name: 'environmentVariables',
      kind: 'key-values',
      label: trans.__('Environment variables'),
      help: trans.__('Visible to every kernel on this instance. Not a place for secrets.')
    }
  ];
}

const limit = (value: unknown) => (typeof value === 'number' ? value : null);

/** What the form holds, as the body of a request. */
export function instanceBody(values: Record<string, unknown>) {
  return {
    name: String(values.name),
    description: String(values.description ?? ''),
    size: { cpus: limit(values.cpus), memoryMb: limit(values.memoryMb) },
    environmentVariables: (values.environmentVariables ?? {}) as Record<string, string>
  };
}

/** What the form starts with when an instance is edited. */
export const instanceValues = (instance: ComputeInstance) => ({
  name: instance.name,
  description: instance.description,
  cpus: instance.size.cpus,
  memoryMb: instance.size.memoryMb,
  environmentVariables: instance.environmentVariables
});
