import { RampLegend } from '@atelier-ml/ui';
import * as React from 'react';
import type { Colouring } from './plot-values.ts';

const MOST = 12;

/** What the colours of a plot stand for. */
export function PlotLegend({ colouring }: { colouring: Colouring }) {
  const { ramp, categories } = colouring;
  if (ramp) {
    return <RampLegend {...ramp} />;
  }
  return categories.length > 0 ? (
    <ul className="atl-Compare-legend">
      {categories.slice(0, MOST).map(({ label, colour }) => (
        <li key={label}>
          <i style={{ background: colour }} aria-hidden="true" />
          {label}
        </li>
      ))}
      {categories.length > MOST && <li>+ {categories.length - MOST}</li>}
    </ul>
  ) : null;
}
