import type { Artifact, RunDetail } from '@atelier-ml/api';
import { Button, EmptyState, icons, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { MetricCharts } from '../charts/index.ts';
import type { RunEvent } from '../charts/index.ts';
import { FULL_RESOLUTION } from '../live/index.ts';
import { isSampled } from '../metrics/index.ts';
import { isActive } from '../runs/index.ts';
import { chartSourceOf } from './run-charts-source.ts';
import type { RunPageModel } from './run-page-model.ts';

/** Artifacts along the steps that are marked in charts; more would be a wall. */
const MOST_EVENTS = 50;

/** The live charts of a run. */
export function RunMetrics({ run, model }: { run: RunDetail; model: RunPageModel }) {
  const trans = useTrans();
  const { historyState, metrics, resolution } = model.run;
  const { artifacts, forkedFrom } = run;
  const events = React.useMemo(
    () => [
      ...(forkedFrom
        ? [{ step: forkedFrom.step, time: run.startedAt, label: trans.__('forked here') }]
        : []),
      ...eventsOf(artifacts)
    ],
    [artifacts, forkedFrom, run.startedAt, trans]
  );
  if (historyState === 'loading') {
    return <LoadingState rows={4} label={trans.__('Fetching the points…')} />;
  }
  if (![...metrics.keys()].some(key => !key.startsWith('system/'))) {
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
      sources={[chartSourceOf(run, model.run)]}
      settings={model.charts}
      link={model.linkOf(model.charts)}
      events={events}
      onPoint={
        run.cells.length > 0 ? ({ step, time }) => model.showMoment({ step, time }) : undefined
      }
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

/** What was kept along the steps, e.g. a picture every hundred of them. */
function eventsOf(artifacts: readonly Artifact[]): RunEvent[] {
  return artifacts
    .flatMap(({ path, step, createdAt }) =>
      step === null ? [] : [{ step, time: createdAt, label: path.split('/').at(-1) ?? path }]
    )
    .slice(0, MOST_EVENTS);
}
