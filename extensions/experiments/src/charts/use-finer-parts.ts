import type { ChartLink, ChartRange } from '@atelier-ml/ui';
import * as React from 'react';
import { isSampled } from '../metrics/index.ts';
import type { HorizontalAxis, MetricPoints } from '../metrics/index.ts';
import type { ChartSource } from './chart-source.ts';

/** A part of a curve with more points than the whole has. */
export interface FinerPart {
  readonly steps: readonly [number, number];
  readonly points: MetricPoints;
}

/** By id of the source. */
export type FinerParts = ReadonlyMap<string, FinerPart>;

/** How long a zoom must rest before more points are fetched, in milliseconds. */
const REST = 150;
/** Curves that are fetched more finely at once; more cannot be told apart anyway. */
const MOST = 24;
const NONE: FinerParts = new Map();

/** Fetches more points of what has been zoomed into, where curves are samples. */
export function useFinerParts(options: {
  metric: string;
  sources: readonly ChartSource[];
  axis: HorizontalAxis;
  link: ChartLink;
}): FinerParts {
  const { metric, axis, link } = options;
  const [parts, setParts] = React.useState(NONE);
  const latest = React.useRef(options.sources);
  latest.current = options.sources;
  React.useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const fetch = async (range: ChartRange) => {
      asked += 1;
      const question = asked;
      const found = await Promise.allSettled(
        latest.current
          .filter(source => source.fetchFiner && sampledPoints(source, metric))
          .slice(0, MOST)
          .map(async source => {
            const steps = stepsIn(source, metric, axis, range);
            const points = steps && (await source.fetchFiner!(metric, ...steps));
            return points ? ([source.id, { steps, points }] as const) : null;
          })
      );
      // a part that could not be fetched stays as it is: the chart is right, only coarser
      const kept = found.flatMap(one =>
        one.status === 'fulfilled' && one.value ? [one.value] : []
      );
      if (question === asked) {
        setParts(new Map(kept));
      }
    };
    const onLink = (_: ChartLink, what: 'range' | 'cursor') => {
      if (what !== 'range') {
        return;
      }
      clearTimeout(timer);
      const { range } = link;
      if (range && !axis.startsWith('metric:')) {
        timer = setTimeout(() => void fetch(range), REST);
      } else {
        asked += 1;
        setParts(NONE);
      }
    };
    link.changed.connect(onLink);
    if (link.range) {
      onLink(link, 'range');
    }
    return () => {
      asked += 1;
      clearTimeout(timer);
      link.changed.disconnect(onLink);
    };
  }, [metric, axis, link]);
  return parts;
}

function sampledPoints(source: ChartSource, metric: string): MetricPoints | null {
  const points = source.metrics.get(metric);
  return points && isSampled(points) ? points : null;
}

/** The steps that are seen in a range of the horizontal axis, with a margin for what runs out of it. */
export function stepsIn(
  { startedAt, metrics }: Pick<ChartSource, 'startedAt' | 'metrics'>,
  metric: string,
  axis: HorizontalAxis,
  [from, to]: ChartRange
): readonly [number, number] | null {
  const points = metrics.get(metric);
  if (!points) {
    return null;
  }
  const { steps, times } = points;
  if (axis === 'step') {
    const margin = (to - from) / 10;
    return [
      Math.max(steps[0], Math.floor(from - margin)),
      Math.min(steps[steps.length - 1], Math.ceil(to + margin))
    ];
  }
  const timeOf = (x: number) => (axis === 'time' ? x : startedAt + x * 1000);
  const inside = times.flatMap((time, index) =>
    time >= timeOf(from) && time <= timeOf(to) ? [index] : []
  );
  const first = inside[0] ?? times.findIndex(time => time > timeOf(to));
  const last = inside.at(-1) ?? first;
  return first < 0
    ? null
    : [steps[Math.max(0, first - 1)], steps[Math.min(steps.length - 1, last + 1)]];
}
