import type { RunDetail } from '@atelier-ml/api';
import { EmptyState, icons, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { MetricCharts } from '../charts/index.ts';
import type { RunPageModel } from './run-page-model.ts';
import { chartSourceOf } from './run-charts-source.ts';

/** What the machine did while the run ran, along the same time as its metrics. */
export function RunSystem({ run, model }: { run: RunDetail; model: RunPageModel }) {
  const trans = useTrans();
  const { historyState, metrics } = model.run;
  if (historyState === 'loading') {
    return <LoadingState rows={4} label={trans.__('Fetching the points…')} />;
  }
  if (![...metrics.keys()].some(key => key.startsWith('system/'))) {
    return (
      <EmptyState
        icon={icons.cpu}
        text={trans.__('No figures of the machine were sampled during this run.')}
      />
    );
  }
  return (
    <MetricCharts
      part="system"
      sources={[chartSourceOf(run, model.run)]}
      settings={model.systemCharts}
      link={model.linkOf(model.systemCharts)}
    />
  );
}
