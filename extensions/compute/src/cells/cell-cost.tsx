import type { CellExecution } from '@atelier-ml/api';
import {
  CostLine,
  formatCarbon,
  formatNumber,
  formatTime,
  shortCost,
  useTrans
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

const HOUR_SECONDS = 3_600;

/** What it cost with where it ran, and what it was reckoned by. */
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
  return (
    <div className="atl-CellCost">
      <CostLine text={shortCost(execution, trans)} details={longCost(execution, trans)} />
    </div>
  );
}
