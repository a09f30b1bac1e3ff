import type { RunDetail } from '@atelier-ml/api';
import { Button, EmptyState, icons, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { MetricCharts } from '../charts/index.ts';
import { FULL_RESOLUTION } from '../live/index.ts';
import { isSampled } from '../metrics/index.ts';
import { isActive } from '../runs/index.ts';
import type { RunPageModel } from './run-page-model.ts';

/** The live charts of a run. */
export function RunMetrics({ run, model }: { run: RunDetail; model: RunPageModel }) {
  const trans = useTrans();
  const { historyState, metrics, resolution } = model.run;
  if (historyState === 'loading') {
    return <LoadingState rows={4} label={trans.__('Fetching the points…')} />;
  }
  if (metrics.size === 0) {
    return (
      <EmptyState
        icon={icons.chart}
        text={
          isActive(run.status)
            ? trans.__('No metric yet. The first point will show up here by itself.')
            : trans.__('This run has logged no metric.')
        }
      />
    );
  }
  const sampled = [...metrics.values()].some(isSampled);
  return (
    <MetricCharts
      sources={[{ id: run.id, label: run.name, startedAt: run.startedAt, metrics }]}
      settings={model.charts}
      controls={
        sampled &&
        resolution < FULL_RESOLUTION && (
          <Button onClick={() => void model.run.setResolution(FULL_RESOLUTION)}>
            {trans.__('Load more points')}
          </Button>
        )
      }
    />
  );
}
