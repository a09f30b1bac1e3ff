import { formatNumber, LineChart, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { MetricPoints } from '../metrics/index.ts';
import { isSampled, toCurve } from '../metrics/index.ts';
import type { ChartValues } from './chart-settings.ts';
import type { ChartSource } from './chart-source.ts';

export interface MetricChartProps {
  metric: string;
  title: string;
  sources: readonly ChartSource[];
  options: ChartValues;
}

interface Line {
  readonly id: string;
  readonly label: string;
  readonly colour?: number;
  readonly startedAt: number;
  readonly points: MetricPoints;
}

/** The curves of one metric, one a run. */
export function MetricChart({ metric, title, sources, options }: MetricChartProps) {
  const trans = useTrans();
  const lines = useSteady(
    sources.flatMap(({ id, label, colour, startedAt, metrics }) => {
      const points = metrics.get(metric);
      return points ? [{ id, label, colour, startedAt, points }] : [];
    })
  );
  const { axis, hidden, logX, logY, smoothing } = options;
  const curves = React.useMemo(
    () => lines.map(({ points, startedAt }) => toCurve(points, startedAt, axis)),
    [lines, axis]
  );
  const single = sources.length === 1;
  const series = React.useMemo(
    () =>
      curves.map(({ x, y }, index) => {
        const { id, label, colour } = lines[index];
        return { key: id, label: single ? metric : label, colour, x, y };
      }),
    [curves, lines, metric, single]
  );
  const last = single ? lines[0]?.points.values.at(-1) : undefined;
  return (
    <section className="atl-Experiments-chart" aria-label={metric}>
      <header>
        <h3 title={metric}>{title}</h3>
        {last !== undefined && <span>{formatNumber(last)}</span>}
      </header>
      <LineChart
        key={axis} // a zoom into steps is none into seconds
        label={trans.__(
          '%1 over %2',
          metric,
          axis === 'step' ? trans.__('steps') : trans.__('time')
        )}
        series={series}
        xLabel={axis === 'step' ? trans.__('Step') : trans.__('Seconds since the start')}
        logX={logX}
        logY={logY}
        smoothing={smoothing}
        hidden={hidden}
        legend={false}
        height={180}
      />
      <Note lines={lines} nonFinite={curves.reduce((sum, curve) => sum + curve.nonFinite, 0)} />
    </section>
  );
}

/** What the curves do not show: values left out, and values that no chart can draw. */
function Note({ lines, nonFinite }: { lines: readonly Line[]; nonFinite: number }) {
  const trans = useTrans();
  const sampled = lines.filter(({ points }) => isSampled(points));
  const sum = (count: (points: MetricPoints) => number) =>
    sampled.reduce((total, { points }) => total + count(points), 0).toLocaleString();
  const notes = [
    sampled.length > 0 &&
      trans.__(
        '%1 of %2 points, extremes kept',
        sum(points => points.steps.length),
        sum(points => points.count)
      ),
    nonFinite > 0 && trans._n('%1 value is no number', '%1 values are no numbers', nonFinite)
  ].filter(Boolean);
  return notes.length > 0 ? <p className="atl-Experiments-note">{notes.join(' · ')}</p> : null;
}

/** The same array as before while its lines are the same, so that only what has changed is drawn anew. */
function useSteady(lines: readonly Line[]): readonly Line[] {
  const held = React.useRef(lines);
  const same =
    held.current.length === lines.length &&
    held.current.every((line, index) => {
      const other = lines[index];
      return (
        line.points === other.points &&
        line.id === other.id &&
        line.label === other.label &&
        line.colour === other.colour &&
        line.startedAt === other.startedAt
      );
    });
  if (!same) {
    held.current = lines;
  }
  return held.current;
}
