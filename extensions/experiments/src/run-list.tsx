import type { Experiment, Run } from '@atelier-ml/api';
import { AssetListView } from '@atelier-ml/shell';
import type { ListModel } from '@atelier-ml/shell';
import { AssetRow, formatNumber, icons, reactWidget, RelativeTime, useModel } from '@atelier-ml/ui';
import { toNumber } from '@atelier-ml/api';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './command-ids.ts';
import { createExperimentsModel } from './experiment-list.tsx';
import { Elapsed } from './runs/elapsed.tsx';
import { RunListControls } from './runs/run-list-controls.tsx';
import { createRunListModel } from './runs/run-list-model.ts';
import { runMenu } from './runs/run-menu.ts';
import { RunStatusBadge } from './runs/run-status-badge.tsx';
import { SelectionBar } from './runs/selection-bar.tsx';
import type { ExperimentsServices } from './services.ts';

/** The panel's section of runs. */
export function createRunList(services: ExperimentsServices): Widget {
  const { filter, scope, trans } = services;
  const model = createRunListModel({ services, filter });
  const experiments = createExperimentsModel(services);
  let workspace = scope.current?.id;
  scope.changed.connect(() => {
    if (workspace !== undefined && workspace !== scope.current?.id) {
      filter.showExperiment(null);
      filter.select([]);
    }
    workspace = scope.current?.id;
  }, model);
  return reactWidget(
    () => <RunList model={model} experiments={experiments} services={services} />,
    {
      trans,
      dispose: () => {
        model.dispose();
        experiments.dispose();
      }
    }
  );
}

interface RunListProps {
  model: ListModel<Run>;
  experiments: ListModel<Experiment>;
  services: ExperimentsServices;
}

function RunList({ model, experiments, services }: RunListProps) {
  const { commands, filter, scope, trans } = services;
  useModel(filter);
  const open = ({ id, name, workspaceId }: Run) =>
    void commands.execute(CommandIDs.openRun, { id, name, workspace: workspaceId });
  return (
    <div className="atl-Experiments-runs">
      <AssetListView
        model={model}
        label={trans.__('Runs')}
        searchLabel={trans.__('Search runs')}
        controls={<RunListControls filter={filter} experiments={experiments} runs={model.items} />}
        getKey={({ id }) => id}
        getText={({ name }) => name}
        renderItem={run => <RunRow run={run} shown={filter.order.by} />}
        onOpen={open}
        onDelete={({ id, name, workspaceId }) =>
          void commands.execute(CommandIDs.deleteRun, { id, name, workspace: workspaceId })
        }
        selected={filter.selected}
        onSelect={keys => filter.select(keys)}
        menu={run => runMenu(run, filter.selected)}
        commands={commands}
        empty={
          filter.experiment
            ? {
                icon: icons.run,
                text: trans.__('“%1” has no run yet.', filter.experiment.name),
                action: {
                  label: trans.__('Show all runs'),
                  onClick: () => filter.showExperiment(null)
                }
              }
            : {
                icon: icons.run,
                text: trans.__(
                  'Runs appear here as soon as code logs to one: start a cell with %1, or call %2.',
                  '%%track',
                  'startRun()'
                )
              }
        }
      />
      <SelectionBar filter={filter} commands={commands} workspace={scope.reference} />
    </div>
  );
}

const METRIC = 'metric:';

function RunRow({ run, shown }: { run: Run; shown: string }) {
  const key = shown.startsWith(METRIC) ? shown.slice(METRIC.length) : Object.keys(run.metrics)[0];
  const value = key === undefined ? undefined : run.metrics[key];
  return (
    <AssetRow
      icon={icons.run}
      title={run.name}
      badge={<RunStatusBadge run={run} />}
      subtitle={
        <>
          {run.experimentName} · <Elapsed run={run} />
          {value && ` · ${key} ${formatNumber(toNumber(value.last))}`}
        </>
      }
      meta={<RelativeTime time={run.startedAt} />}
    />
  );
}
