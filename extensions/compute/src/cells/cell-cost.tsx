import type { CellExecution } from '@atelier-ml/api';
import {
  formatCarbon,
  formatDuration,
  formatEnergy,
  formatMoney,
  formatNumber,
  formatTime,
  useTrans
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

const HOUR_SECONDS = 3_600;
const SECOND = 1_000;

/** As short as it goes: `12.4 s · 12.4 GPU s · 1.3 Wh · €0.002`. */
export function shortCost(execution: CellExecution, trans: TranslationBundle): string {
  const { consumption, cost, energyKwh, seconds } = execution;
  const gpuSeconds = consumption.gpuHours * HOUR_SECONDS;
  return [
    formatDuration(seconds * SECOND),
    ...(gpuSeconds > 0 ? [trans.__('%1 GPU s', formatNumber(gpuSeconds, 3))] : []),
    formatEnergy(energyKwh),
    ...(cost ? [formatMoney(cost.amount, cost.currency)] : [])
  ].join(' · ');
}

/** The same with where it ran, and what it was reckoned by. */
export function longCost(execution: CellExecution, trans: TranslationBundle): string {
  const { carbonGrams, consumption, cost, instance, isEstimate, startedAt } = execution;
  const cpuSeconds = consumption.busyCpuHours * HOUR_SECONDS;
  return [
    trans.__(
      'Executed %1 on %2',
      formatTime(startedAt),
      instance?.name ?? trans.__('this machine')
    ),
    shortCost(execution, trans),
    trans.__('%1 s of processor time', formatNumber(cpuSeconds, 3)),
    formatCarbon(carbonGrams),
    isEstimate
      ? trans.__('Energy by built-in powers; no cost: no rate card is set.')
      : trans.__('By the rate card of that time.'),
    ...(cost || isEstimate ? [] : [trans.__('No cost.')])
  ].join('\n');
}

/** What a cell cost when it was executed last. */
export function CellCost({ execution }: { execution: CellExecution }) {
  const trans = useTrans();
  const long = longCost(execution, trans);
  return (
    <p className="atl-CellCost" title={long} aria-label={trans.__('Cost of this cell: %1', long)}>
      {shortCost(execution, trans)}
    </p>
  );
}
