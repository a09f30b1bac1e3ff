import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { formatDuration, formatEnergy, formatMoney, formatNumber } from './format.ts';

/** What the execution of a cell came to. */
export interface CellSpending {
  seconds: number;
  consumption: { gpuHours: number };
  energyKwh: number;
  cost: { amount: number; currency: string } | null;
}

const HOUR_SECONDS = 3_600;
const SECOND = 1_000;

/** As short as it goes: `12.4 s · 12.4 GPU s · 1.3 Wh · €0.002`. */
export function shortCost(spending: CellSpending, trans: TranslationBundle): string {
  const { consumption, cost, energyKwh, seconds } = spending;
  const gpuSeconds = consumption.gpuHours * HOUR_SECONDS;
  return [
    formatDuration(seconds * SECOND),
    ...(gpuSeconds > 0 ? [trans.__('%1 GPU s', formatNumber(gpuSeconds, 3))] : []),
    formatEnergy(energyKwh),
    ...(cost ? [formatMoney(cost.amount, cost.currency)] : [])
  ].join(' · ');
}

export interface CostLineProps {
  text: string;
  /** What else there is to know, by lines: as a tooltip, and below the line once that is pressed. */
  details: string;
}

/** What something cost, in a line; a press opens the details. */
export function CostLine({ details, text }: CostLineProps) {
  const [isOpen, setOpen] = React.useState(false);
  return (
    <div className="atl-CostLine">
      <button
        type="button"
        aria-expanded={isOpen}
        title={details}
        data-lm-suppress-shortcuts="true"
        onClick={() => setOpen(!isOpen)}
      >
        {text}
      </button>
      {isOpen && <p>{details}</p>}
    </div>
  );
}
