import type { Experiment, Run } from '@atelier-ml/api';
import { AssetListView } from '@atelier-ml/shell';
import type { ListModel } from '@atelier-ml/shell';
import { AssetRow, formatNumber, icons, reactWidget, RelativeTime, useModel } from '@atelier-ml/ui';
import { toNumber } from '@atelier-ml/api';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './command-ids.ts';
import { createExperimentsModel } from './experiment-list.tsx';
import {
  createRunListModel,
  Elapsed,
  RunListControls,
  runMenu,
  RunStatusBadge,
  SelectionBar
} from './runs/index.ts';
import type { RunFilter } from './runs/index.ts';
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
  useModel(model);
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
        renderItem={run => <RunRow run={run} filter={filter} />}
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

/** In a narrow panel the name gets the first line to itself, but for the metric that is sorted by. */
function RunRow({ run, filter }: { run: Run; filter: RunFilter }) {
  const { by } = filter.order;
  const key = by.startsWith(METRIC) ? by.slice(METRIC.length) : null;
  const value = key === null ? undefined : run.metrics[key];
  return (
    <AssetRow
      icon={icons.run}
      title={run.name}
      badge={value && <b title={key ?? undefined}>{formatNumber(toNumber(value.last))}</b>}
      subtitle={
        <>
          <RunStatusBadge run={run} /> · {!filter.experiment && `${run.experimentName} · `}
          <Elapsed run={run} />
        </>
      }
      meta={<RelativeTime time={run.startedAt} />}
    />
  );
}
