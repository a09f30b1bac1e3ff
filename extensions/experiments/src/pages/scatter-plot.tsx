import { EmptyState, formatNumber, icons, seriesColour, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { Scatter } from '../comparison/index.ts';

export interface ScatterPlotProps {
  scatter: Scatter;
  param: string;
  metric: string;
  runs: ReadonlyMap<string, { name: string; colour: number }>;
}

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 72;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 44;
const TICKS = 5;

/** Points as a drawing that scales with the page; each says its run and values. */
export function ScatterPlot({ scatter, param, metric, runs }: ScatterPlotProps) {
  const trans = useTrans();
  const { points, categories } = scatter;
  if (points.length === 0) {
    return (
      <EmptyState icon={icons.chart} text={trans.__('No run has both %1 and %2.', param, metric)} />
    );
  }
  const x = scaleOf(
    categories ? [-0.5, categories.length - 0.5] : points.map(point => point.x),
    LEFT,
    WIDTH - RIGHT
  );
  const y = scaleOf(
    points.map(point => point.y),
    HEIGHT - BOTTOM,
    TOP
  );
  const xTicks = categories
    ? categories.map((label, index) => ({ at: index, label }))
    : x.ticks.map(at => ({ at, label: formatNumber(at, 4) }));
  return (
    <svg
      className="atl-Experiments-scatter"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="group"
      aria-label={trans.__('%1 over %2', metric, param)}
    >
      {y.ticks.map(at => (
        <g key={at}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y.place(at)} y2={y.place(at)} />
          <text x={LEFT - 8} y={y.place(at)} textAnchor="end" dominantBaseline="middle">
            {formatNumber(at, 4)}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, label }) => (
        <text key={at} x={x.place(at)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
          {label}
        </text>
      ))}
      <text className="atl-mod-title" x={(LEFT + WIDTH) / 2} y={HEIGHT - 6} textAnchor="middle">
        {param}
      </text>
      {points.map(point => {
        const run = runs.get(point.run);
        const value = categories ? categories[point.x] : formatNumber(point.x);
        const text = `${run?.name ?? point.run}: ${param} ${value}, ${metric} ${formatNumber(point.y)}`;
        return (
          <circle
            key={point.run}
            cx={x.place(point.x)}
            cy={y.place(point.y)}
            r={5}
            style={{ fill: seriesColour(run?.colour ?? 0) }}
            role="img"
            aria-label={text}
            tabIndex={0}
          >
            <title>{text}</title>
          </circle>
        );
      })}
    </svg>
  );
}

/** A linear scale with some room at both ends; a single value lies in its middle. */
function scaleOf(values: readonly number[], from: number, to: number) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  const [start, end] = [low - room, high + room];
  const ticks = Array.from(
    { length: TICKS },
    (_, index) => low + ((high - low) * index) / (TICKS - 1)
  );
  return {
    place: (value: number) => from + ((value - start) / (end - start)) * (to - from),
    ticks: high > low ? ticks : [low]
  };
}
