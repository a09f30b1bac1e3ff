import type { KernelGpu, KernelSample } from '@atelier-ml/api';
import { formatBytes, formatPercent } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

/** A share of one processor, or of a GPU, of which 100 is all. */
export const percent = (value: number | null): string =>
  value === null ? '–' : formatPercent(value / 100, 0);

export const bytesOrUnknown = (value: number | null): string =>
  value === null ? '–' : formatBytes(value);

export const rateOf = (value: number | null, trans: TranslationBundle): string =>
  value === null ? '–' : trans.__('%1/s', formatBytes(value));

/** As short as it goes: `12 % · 310 MiB · GPU 38 % · 1.2 GiB`. */
export function shortUse({ cpuPercent, gpus, memory }: KernelSample): string {
  return [
    ...(cpuPercent === null ? [] : [percent(cpuPercent)]),
    formatBytes(memory),
    ...(gpus.length === 0 ? [] : [`GPU ${percent(meanWork(gpus))}`, memoryOfGpus(gpus)])
  ].join(' · ');
}

/** The same for screen readers and tooltips. */
export function spokenUse(sample: KernelSample, trans: TranslationBundle): string {
  const { cpuPercent, gpus, memory, read, written } = sample;
  return [
    trans.__('processors %1', percent(cpuPercent)),
    trans.__('memory %1', formatBytes(memory)),
    ...gpus.map(({ index, memoryUsed, utilizationPercent }) =>
      trans.__(
        'GPU %1 %2, its memory %3',
        index,
        percent(utilizationPercent),
        bytesOrUnknown(memoryUsed)
      )
    ),
    trans.__('disks: reads %1, writes %2', rateOf(read, trans), rateOf(written, trans))
  ].join(', ');
}

function meanWork(gpus: readonly KernelGpu[]): number | null {
  const told = gpus.flatMap(({ utilizationPercent: work }) => (work === null ? [] : [work]));
  return told.length ? told.reduce((sum, work) => sum + work, 0) / told.length : null;
}

function memoryOfGpus(gpus: readonly KernelGpu[]): string {
  const told = gpus.flatMap(({ memoryUsed }) => (memoryUsed === null ? [] : [memoryUsed]));
  return bytesOrUnknown(told.length ? told.reduce((sum, bytes) => sum + bytes, 0) : null);
}

/** Whose the figures of a GPU are. */
export function whose({ told }: KernelGpu, trans: TranslationBundle): string {
  switch (told) {
    case 'alone':
      return trans.__('this kernel alone');
    case 'shared':
      return trans.__('work: of all who are on it');
    case 'unknown':
      return trans.__('of all on the GPU of the instance');
  }
}
