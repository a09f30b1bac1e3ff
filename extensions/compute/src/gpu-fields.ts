import type { ComputeInstance, Gpu } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

type Sizes = Pick<ComputeInstance['size'], 'gpus' | 'gpuSharing'>;

/** How many of the machine there are, and how many of them can be had now. */
function freeText(gpus: Gpu[], trans: TranslationBundle): string {
  const free = gpus.filter(gpu => gpu.sharing === null).length;
  const shared = gpus.filter(gpu => gpu.sharing === 'shared').length;
  const counted = trans._n(
    'The machine has one; free: %2.',
    'The machine has %1; free: %2.',
    gpus.length,
    free
  );
  return shared > 0 ? trans.__('%1 Shared by others: %2.', counted, shared) : counted;
}

/**
 * How many GPUs, and whether others may have the same ones.
 * @param gpus of the machine; undefined: nobody knows
 */
export function gpuFields(trans: TranslationBundle, gpus: Gpu[] | undefined): FieldSpec[] {
  const section = trans.__('Size');
  const known = gpus === undefined ? '' : freeText(gpus, trans);
  return [
    {
      name: 'gpus',
      kind: 'number',
      label: trans.__('GPUs'),
      integer: true,
      minimum: 0,
      maximum: gpus?.length || 64,
      help:
        gpus?.length === 0
          ? trans.__('The machine has none.')
          : trans
              .__(
                '%1 It gets them at its next start, and others may have them once it is stopped. Empty: none.',
                known
              )
              .trim(),
      section
    },
    {
      name: 'gpuSharing',
      kind: 'check',
      label: trans.__('Others that share, too, may have the same GPUs'),
      when: values => Number(values.gpus) > 0,
      section
    }
  ];
}

/** What the form holds of it, as a part of a size. */
export const gpuBody = (values: FormValues): Sizes => ({
  gpus: typeof values.gpus === 'number' ? values.gpus : 0,
  gpuSharing: values.gpuSharing === true ? 'shared' : 'exclusive'
});

export const gpuValues = ({ gpuSharing, gpus }: Sizes) => ({
  gpus: gpus || null,
  gpuSharing: gpuSharing === 'shared'
});
