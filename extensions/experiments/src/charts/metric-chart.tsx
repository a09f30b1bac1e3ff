import type { ChartLink, ChartMenuEntry, ChartPoint } from '@atelier-ml/ui';
import { formatNumber, IconButton, icons, LineChart, useTrans } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { isSampled, metricOfAxis } from '../metrics/index.ts';
import type { HorizontalAxis, MetricPoints } from '../metrics/index.ts';
import type { ChartValues } from './chart-settings.ts';
import type { ChartSource, CurvePoint, MetricReading, RunEvent } from './chart-source.ts';
import { useFinerParts } from './use-finer-parts.ts';
import { useLines } from './use-lines.ts';
import type { MetricLine } from './use-lines.ts';

export interface MetricChartProps {
  metric: string;
  title: string;
  sources: readonly ChartSource[];
  options: ChartValues;
  link: ChartLink;
  events?: readonly RunEvent[];
  onPoint?: (point: CurvePoint) => void;
  pinned?: boolean;
  onPin?: () => void;
  menu?: readonly ChartMenuEntry[];
  height?: number;
  /** The chart of a metric has come into sight: its points are wanted. */
  onShown?: (metric: string) => void;
}

const HEIGHT = 190;

/** The curves of one metric, one a run. */
export function MetricChart(props: MetricChartProps) {
  const { metric, title, sources, options, link, onPoint, onShown } = props;
  const trans = useTrans();
  React.useEffect(() => onShown?.(metric), [metric, onShown]);
  const { axis, hidden, logX, logY, smoothing, clip } = options;
  const finer = useFinerParts({ metric, sources, axis, link });
  const lines = useLines({ metric, sources, axis, finer });
  const series = React.useMemo(() => lines.map(line => line.series), [lines]);
  const definition = sources.find(({ definitions }) => definitions?.[metric])?.definitions?.[
    metric
  ];
  const events = useEvents(props.events, sources, axis);
  const choose = React.useCallback(
    ({ series: { key }, index }: ChartPoint) => {
      const curve = lines.find(({ source }) => source.id === key)?.curve;
      if (curve) {
        onPoint?.({ run: key, key: metric, step: curve.steps[index], time: curve.times[index] });
      }
    },
    [lines, metric, onPoint]
  );
  return (
    <>
      <header draggable={!!props.onPin}>
        <h3 title={metric}>{title}</h3>
        <Figures lines={lines} definition={definition} />
        {props.onPin && (
          <IconButton
            icon={icons.pin}
            label={props.pinned ? trans.__('Unpin %1', metric) : trans.__('Pin %1', metric)}
            pressed={!!props.pinned}
            onClick={props.onPin}
          />
        )}
      </header>
      <LineChart
        key={axis} // a zoom into steps is none into seconds
        label={trans.__('%1 over %2', metric, axisName(axis, trans).toLowerCase())}
        series={series}
        xLabel={axisName(axis, trans)}
        xKind={axis === 'time' ? 'time' : axis === 'relative' ? 'duration' : 'number'}
        yLabel={definition && readingText(definition, trans)}
        goal={definition?.goal ?? null}
        logX={logX && axis !== 'time'}
        logY={logY}
        smoothing={smoothing}
        clip={clip}
        hidden={hidden}
        events={events}
        link={link}
        onPoint={onPoint && choose}
        menu={props.menu}
        legend={false}
        height={props.height ?? HEIGHT}
      />
      <Note lines={lines} axis={axis} />
    </>
  );
}

/** The horizontal axis in words. */
export function axisName(axis: HorizontalAxis, trans: TranslationBundle): string {
  const metric = metricOfAxis(axis);
  if (metric !== null) {
    return metric;
  }
  return axis === 'step'
    ? trans.__('Step')
    : axis === 'time'
      ? trans.__('Time')
      : trans.__('Time since the start');
}

function readingText({ unit, goal }: MetricReading, trans: TranslationBundle): string {
  const better =
    goal === 'maximize'
      ? trans.__('higher is better')
      : goal === 'minimize'
        ? trans.__('lower is better')
        : '';
  return [unit, better].filter(Boolean).join(' · ');
}

/** The last value of a single run's metric, and the best where a goal says which that is. */
function Figures(props: { lines: readonly MetricLine[]; definition?: MetricReading }) {
  const { lines, definition } = props;
  const trans = useTrans();
  if (lines.length !== 1) {
    return null;
  }
  const { values } = lines[0].points;
  const goal = definition?.goal;
  const best = goal && bestValue(values, goal === 'maximize' ? 1 : -1);
  return (
    <span className="atl-Experiments-figures">
      {best !== undefined && best !== null && (
        <small>
          {trans.__('best')} {formatNumber(best)}
        </small>
      )}
      <b>{formatNumber(values.at(-1))}</b>
    </span>
  );
}

function bestValue(values: readonly number[], sign: 1 | -1): number | null {
  return values.reduce<number | null>(
    (best, value) =>
      Number.isFinite(value) && (best === null || sign * value > sign * best) ? value : best,
    null
  );
}

function useEvents(
  events: readonly RunEvent[] | undefined,
  sources: readonly ChartSource[],
  axis: HorizontalAxis
) {
  const startedAt = sources[0]?.startedAt ?? 0;
  return React.useMemo(
    () =>
      metricOfAxis(axis) === null
        ? (events ?? []).map(({ step, time, label }) => ({
            label,
            x: axis === 'step' ? step : axis === 'time' ? time : (time - startedAt) / 1000
          }))
        : [],
    [events, axis, startedAt]
  );
}

/** What the curves do not show: values left out, and values that no chart can draw. */
function Note({ lines, axis }: { lines: readonly MetricLine[]; axis: HorizontalAxis }) {
  const trans = useTrans();
  const sampled = lines.filter(({ points }) => points.steps.length > 0 && isSampled(points));
  const sum = (count: (points: MetricPoints) => number) =>
    sampled.reduce((total, { points }) => total + count(points), 0).toLocaleString();
  const nonFinite = lines.reduce((total, { curve }) => total + curve.nonFinite, 0);
  const along = metricOfAxis(axis);
  const apart =
    along === null
      ? 0
      : lines.reduce((total, { points, curve }) => total + points.steps.length - curve.x.length, 0);
  const notes = [
    sampled.length > 0 &&
      trans.__(
        '%1 of %2 points, extremes kept; zoom in for more',
        sum(points => points.steps.length),
        sum(points => points.count)
      ),
    nonFinite > 0 &&
      trans._n(
        '%1 value is NaN or infinite, marked at the edge',
        '%1 values are NaN or infinite, marked at the edge',
        nonFinite
      ),
    apart > 0 &&
      trans._n(
        '%1 point has no %2 at its step',
        '%1 points have no %2 at their step',
        apart,
        along ?? ''
      )
  ].filter(Boolean);
  return notes.length > 0 ? <p className="atl-Experiments-note">{notes.join(' · ')}</p> : null;
}
