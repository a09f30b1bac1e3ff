import type { ComputeInstance } from '@atelier-ml/api';
import { formatBytes } from '@atelier-ml/ui';
import type { Tone } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ComputeState, NotebookCompute } from './notebook-compute.ts';

const MIB = 1024 ** 2;

export const TONES: Record<ComputeState, Tone> = {
  none: 'neutral',
  starting: 'info',
  running: 'success',
  stopped: 'neutral',
  problem: 'error',
  gone: 'error'
};

/** As short as it goes: `2 CPU · 4 GiB`; empty without limits. */
export function shortSize({ size }: ComputeInstance, trans: TranslationBundle): string {
  return [
    ...(size.cpus === null ? [] : [trans.__('%1 CPU', size.cpus)]),
    ...(size.memoryMb === null ? [] : [formatBytes(size.memoryMb * MIB)]),
    ...(size.gpus === 0 ? [] : [trans._n('%1 GPU', '%1 GPUs', size.gpus)])
  ].join(' · ');
}

/** The name of the place where the kernel of a notebook runs. */
export function placeName({ place }: NotebookCompute, trans: TranslationBundle): string {
  if (!place) {
    return trans.__('No compute');
  }
  if (place.instance) {
    return place.instance.name;
  }
  return place.instanceId || place.isGone ? place.label : trans.__('This machine');
}

export function stateWord(state: ComputeState, trans: TranslationBundle): string {
  switch (state) {
    case 'none':
      return trans.__('no kernel');
    case 'starting':
      return trans.__('starting');
    case 'running':
      return trans.__('running');
    case 'stopped':
      return trans.__('stopped; the first cell starts it');
    case 'problem':
      return trans.__('not running');
    case 'gone':
      return trans.__('does not exist any more');
  }
}

/** What an own state of an instance looks like, apart from any notebook. */
export function instanceState({ problem, state }: ComputeInstance): ComputeState {
  return problem !== null ? 'problem' : state;
}
