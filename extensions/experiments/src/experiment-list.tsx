import type { Experiment } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import type { MenuEntry } from '@atelier-ml/shell';
import { AssetRow, icons, reactWidget, RelativeTime, StatusBadge } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './command-ids.ts';
import type { ExperimentsServices } from './services.ts';

/** The experiments of the workspace. Their numbers of runs change with the runs. */
export function createExperimentsModel({
  client,
  events,
  preferences,
  scope
}: ExperimentsServices): ListModel<Experiment> {
  return new ListModel<Experiment>({
    fetchPage: (query, signal) =>
      client.api.experiments.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['experiment', 'run'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
}

/** The panel's section of experiments. */
export function createExperimentList(services: ExperimentsServices): Widget {
  const model = createExperimentsModel(services);
  return reactWidget(() => <ExperimentList model={model} services={services} />, {
    trans: services.trans,
    dispose: () => model.dispose()
  });
}

function ExperimentList(props: { model: ListModel<Experiment>; services: ExperimentsServices }) {
  const { commands, trans } = props.services;
  const argsOf = ({ id, name }: Experiment) => ({ id, name });
  const menu = (experiment: Experiment): MenuEntry[] => {
    const args = argsOf(experiment);
    return [
      { command: CommandIDs.open, args },
      { command: CommandIDs.showRuns, args },
      { command: CommandIDs.rename, args },
      'separator',
      { command: CommandIDs.delete, args }
    ];
  };
  return (
    <AssetListView
      model={props.model}
      label={trans.__('Experiments')}
      searchLabel={trans.__('Search experiments')}
      getKey={({ id }) => id}
      getText={({ name }) => name}
      renderItem={experiment => (
        <AssetRow
          icon={icons.experiments}
          title={experiment.name}
          subtitle={trans._n('%1 run', '%1 runs', experiment.runCount)}
          badge={
            experiment.activeRunCount > 0 && (
              <StatusBadge tone="info" busy>
                {trans._n('%1 running', '%1 running', experiment.activeRunCount)}
              </StatusBadge>
            )
          }
          meta={<RelativeTime time={experiment.updatedAt} />}
        />
      )}
      onOpen={experiment => void commands.execute(CommandIDs.open, argsOf(experiment))}
      onDelete={experiment => void commands.execute(CommandIDs.delete, argsOf(experiment))}
      menu={menu}
      commands={commands}
      empty={{
        icon: icons.experiments,
        text: trans.__(
          'An experiment holds the runs of one question. It is made by the first run that names it, or here.'
        ),
        action: {
          label: trans.__('New experiment'),
          onClick: () => void commands.execute(CommandIDs.create)
        }
      }}
    />
  );
}
