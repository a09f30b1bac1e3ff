import type { RunDetail } from '@atelier-ml/api';
import type { ChartSource, MetricReading } from '../charts/index.ts';
import type { LiveRun } from '../live/index.ts';

/** A run as the source of charts, with what is known of how its metrics are to be read. */
export function chartSourceOf(run: RunDetail, live: LiveRun): ChartSource {
  const units = [...live.metrics.keys()].flatMap(key => {
    const unit = unitOfSystemMetric(key);
    return unit ? [[key, { unit, goal: null }] as [string, MetricReading]] : [];
  });
  return {
    id: run.id,
    label: run.name,
    startedAt: run.startedAt,
    metrics: live.metrics,
    definitions: { ...Object.fromEntries(units), ...run.metricDefinitions },
    fetchFiner: (key, fromStep, toStep) => live.fetchFiner(key, fromStep, toStep)
  };
}

/** The machine's metrics name their unit at the end. */
function unitOfSystemMetric(key: string): string | null {
  return key.startsWith('system/')
    ? key.endsWith('_percentage')
      ? '%'
      : key.endsWith('_megabytes')
        ? 'MB'
        : key.endsWith('_watts')
          ? 'W'
          : null
    : null;
}
