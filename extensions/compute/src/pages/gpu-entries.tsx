import type { ComputeInstance, HeldGpu } from '@atelier-ml/api';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

/** Which GPUs an instance has, and what it gets when it is started next. */
export function gpuEntries(
  { gpus, size, state }: ComputeInstance,
  trans: TranslationBundle
): [string, React.ReactNode][] {
  if (!gpus.length && !size.gpus) {
    return [];
  }
  const next = trans._n('%1 GPU', '%1 GPUs', size.gpus);
  const isOther = gpus.length !== size.gpus;
  return [
    [
      trans.__('GPUs'),
      <ul key="gpus" className="atl-Compute-gpus">
        {gpus.map(gpu => (
          <li key={gpu.uuid} title={gpu.uuid}>
            {gpuName(gpu, trans)}
          </li>
        ))}
        {isOther && (
          <li>
            {state === 'running'
              ? trans.__('%1 from the next start on', next)
              : trans.__('%1 when it is started', next)}
          </li>
        )}
      </ul>
    ],
    [
      trans.__('GPU sharing'),
      size.gpuSharing === 'shared'
        ? trans.__('with others that share, too')
        : trans.__('none: nobody else has them')
    ]
  ];
}

const gpuName = ({ index, name, uuid }: HeldGpu, trans: TranslationBundle): string =>
  index === null
    ? trans.__('%1, which the machine does not show', uuid)
    : trans.__('GPU %1, %2', index, name ?? uuid);
