import { formatNumber, seriesColour } from '@atelier-ml/ui';
import * as React from 'react';
import type { ChartSource } from './chart-source.ts';

export interface MetricBarsProps {
  metric: string;
  title: string;
  sources: readonly ChartSource[];
}

/** A metric that each run has logged once: a bar a run, from zero. */
export function MetricBars({ metric, title, sources }: MetricBarsProps) {
  const values = sources.flatMap(source => {
    const value = source.metrics.get(metric)?.values.at(-1);
    return value === undefined ? [] : [{ source, value }];
  });
  const longest = Math.max(
    ...values.map(({ value }) => (Number.isFinite(value) ? Math.abs(value) : 0))
  );
  return (
    <>
      <header draggable>
        <h3 title={metric}>{title}</h3>
      </header>
      <ul className="atl-Experiments-bars">
        {values.map(({ source, value }, index) => (
          <li key={source.id}>
            <span title={source.label}>{source.label}</span>
            <b>{formatNumber(value)}</b>
            <i
              aria-hidden="true"
              style={{
                width: Number.isFinite(value) ? `${(Math.abs(value) / (longest || 1)) * 100}%` : 0,
                background: seriesColour(source.colour ?? index)
              }}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
