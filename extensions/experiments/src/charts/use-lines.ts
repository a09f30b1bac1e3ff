import type { ChartSeries } from '@atelier-ml/ui';
import * as React from 'react';
import { metricOfAxis, toCurve, withFinerPart } from '../metrics/index.ts';
import type { Curve, HorizontalAxis, MetricPoints } from '../metrics/index.ts';
import type { ChartSource } from './chart-source.ts';
import type { FinerParts } from './use-finer-parts.ts';

/** One source's curve of a metric. */
export interface MetricLine {
  readonly source: ChartSource;
  /** As the source holds them. */
  readonly points: MetricPoints;
  readonly curve: Curve;
  readonly series: ChartSeries;
}

interface Held {
  readonly inputs: readonly unknown[];
  readonly line: Pick<MetricLine, 'points' | 'curve' | 'series'>;
}

/** The curves of a metric; one whose points have not changed stays the same object, and is not drawn anew. */
export function useLines(options: {
  metric: string;
  sources: readonly ChartSource[];
  axis: HorizontalAxis;
  finer: FinerParts;
}): readonly MetricLine[] {
  const { metric, sources, axis, finer } = options;
  const held = React.useRef(new Map<string, Held>());
  const along = metricOfAxis(axis);
  const single = sources.length === 1;
  const next = new Map<string, Held>();
  const lines = sources.flatMap(source => {
    const points = source.metrics.get(metric);
    if (!points) {
      return [];
    }
    const { id, colour, startedAt, faint } = source;
    const part = finer.get(id);
    const other = along === null ? undefined : source.metrics.get(along);
    const label = single ? metric : source.label;
    const inputs = [points, part, other, axis, label, colour, startedAt, faint];
    const before = held.current.get(id);
    const one = before?.inputs.every((input, index) => input === inputs[index])
      ? before
      : { inputs, line: buildLine() };
    next.set(id, one);
    return [{ source, ...one.line }];

    function buildLine() {
      const shown = part ? withFinerPart(points!, part.points, part.steps) : points!;
      const curve = toCurve(shown, startedAt, axis, other);
      const { x, y, low, high, spacing } = curve;
      const order = along === null ? ('x' as const) : ('given' as const);
      return {
        points: points!,
        curve,
        series: { key: id, label, colour, x, y, low, high, spacing, order, faint }
      };
    }
  });
  held.current = next;
  return useSteady(lines);
}

/** The same array as before while its lines are the same. */
function useSteady(lines: readonly MetricLine[]): readonly MetricLine[] {
  const held = React.useRef(lines);
  const same =
    held.current.length === lines.length &&
    held.current.every((line, index) => line.series === lines[index].series);
  if (!same) {
    held.current = lines;
  }
  return held.current;
}
