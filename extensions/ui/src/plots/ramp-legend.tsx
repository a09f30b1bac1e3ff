import * as React from 'react';
import { formatNumber } from '../format.ts';
import { rampColour } from './ramp.ts';

const STEPS = 24;

/** What the colours of a ramp stand for. */
export function RampLegend(props: { label: string; low: number; high: number }) {
  return (
    <span className="atl-RampLegend">
      <span>{props.label}</span>
      <span>{formatNumber(props.low, 4)}</span>
      <i aria-hidden="true">
        {Array.from({ length: STEPS }, (_, index) => (
          <b key={index} style={{ background: rampColour(index / (STEPS - 1)) }} />
        ))}
      </i>
      <span>{formatNumber(props.high, 4)}</span>
    </span>
  );
}
