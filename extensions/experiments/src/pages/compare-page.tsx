import type { IPageHost } from '@atelier-ml/shell';
import { Button, EmptyState, icons, Page, reactWidget, Tabs } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { MetricCharts } from '../charts/index.ts';
import { ComparisonModel } from '../comparison/index.ts';
import { useLive } from '../live/index.ts';
import type { CompareArgs, ExperimentsServices } from '../services.ts';
import { addRunsToComparison } from './add-runs.ts';
import { ComparedRuns } from './compared-runs.tsx';
import { ComparisonTables } from './comparison-tables.tsx';
import { ScatterView } from './scatter-view.tsx';

/** Makes the page that compares runs. */
export const createComparePage =
  (services: ExperimentsServices) =>
  (host: IPageHost<CompareArgs>): Widget => {
    const { feed, trans } = services;
    const { runs, workspace } = host.args;
    const model = new ComparisonModel({ feed, workspace, runs });
    return reactWidget(
      () => <ComparePage model={model} services={services} workspace={workspace} />,
      { trans, dispose: () => model.dispose() }
    );
  };

interface ComparePageProps {
  model: ComparisonModel;
  services: ExperimentsServices;
  workspace: string;
}

function ComparePage({ model, services, workspace }: ComparePageProps) {
  const { commands, trans } = services;
  useLive(model);
  const { runs, view } = model;
  const add = () => void addRunsToComparison(model, services, workspace);
  return (
    <Page
      icon={icons.compare}
      title={trans._n('%1 run compared', '%1 runs compared', runs.length)}
      actions={
        <Button icon={icons.add} onClick={add}>
          {trans.__('Add run')}
        </Button>
      }
    >
      <ComparedRuns model={model} commands={commands} workspace={workspace} />
      {runs.length === 0 ? (
        <EmptyState
          icon={icons.compare}
          text={trans.__('No run is left to compare.')}
          action={{ label: trans.__('Add run'), onClick: add }}
        />
      ) : (
        <Tabs
          label={trans.__('Ways to compare')}
          active={view.tab}
          onChange={tab => model.set({ tab })}
          tabs={[
            { id: 'curves', label: trans.__('Curves'), render: () => <Curves model={model} /> },
            {
              id: 'table',
              label: trans.__('Params and metrics'),
              render: () => <ComparisonTables model={model} />
            },
            {
              id: 'scatter',
              label: trans.__('Metric by param'),
              render: () => <ScatterView model={model} />
            }
          ]}
        />
      )}
    </Page>
  );
}

function Curves({ model }: { model: ComparisonModel }) {
  const sources = model.runs.flatMap(({ live, colour }) =>
    live.value
      ? [
          {
            id: live.id,
            label: live.value.name,
            colour,
            startedAt: live.value.startedAt,
            metrics: live.metrics
          }
        ]
      : []
  );
  return <MetricCharts sources={sources} settings={model.charts} />;
}
