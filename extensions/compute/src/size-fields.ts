import type { Host } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

const MIB = 1024 ** 2;

export interface SizeFieldOptions {
  /** Undefined: nobody knows what the machine has. */
  host?: Pick<Host, 'cpus' | 'memoryTotal'>;
  /** Whether it is a container on this machine, which cannot be larger than that. */
  isContainerHere: (values: FormValues) => boolean;
  /** Whether the memory is that of all kernels together. */
  isShared: boolean;
}

/** How many processors and how much memory an instance may take, and what there is. */
export function sizeFields(
  trans: TranslationBundle,
  { host, isContainerHere, isShared }: SizeFieldOptions
): FieldSpec[] {
  const section = trans.__('Size');
  const memory = host && Math.floor(host.memoryTotal / MIB);
  const has = (most: number | undefined) =>
    most === undefined ? '' : trans.__('The machine has %1.', most);
  const within =
    (most: number | undefined) =>
    (value: unknown, values: FormValues): string | undefined =>
      most !== undefined && Number(value) > most && isContainerHere(values)
        ? trans.__('There are no more than %1.', most)
        : undefined;
  return [
    {
      name: 'cpus',
      kind: 'number',
      label: trans.__('Processors'),
      integer: true,
      minimum: 1,
      maximum: 1024,
      validate: within(host?.cpus),
      help: trans
        .__(
          '%1 Kernels share this many. Empty: all of them; on another machine it is needed.',
          has(host?.cpus)
        )
        .trim(),
      section
    },
    {
      name: 'memoryMb',
      kind: 'number',
      label: trans.__('Memory (MiB)'),
      integer: true,
      minimum: 128,
      validate: within(memory),
      help: (isShared
        ? trans.__(
            '%1 Of all kernels together; what takes more is ended. Empty: no limit.',
            has(memory)
          )
        : trans.__('%1 What takes more is ended. Empty: no limit.', has(memory))
      ).trim(),
      section
    }
  ];
}
