import type { Experiment, Run } from '@atelier-ml/api';
import { AssetListView, ResourceModel, ResourceView } from '@atelier-ml/shell';
import type { IPageHost, ListModel } from '@atelier-ml/shell';
import { icons, Page, reactWidget, RelativeTime, StatusBadge, useModel } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import {
  columnsOf,
  createRunListModel,
  RunColumns,
  RunFilter,
  runMenu,
  SelectionBar
} from '../runs/index.ts';
import type { AssetArgs, ExperimentsServices } from '../services.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { CommandButton } from './command-button.tsx';
import { runTableColumns } from './run-table-columns.tsx';

interface Models {
  readonly experiment: ResourceModel<Experiment>;
  readonly runs: ListModel<Run>;
  readonly filter: RunFilter;
  readonly columns: RunColumns;
}

/** Makes the page of one experiment. */
export const createExperimentPage =
  (services: ExperimentsServices) =>
  (host: IPageHost<AssetArgs>): Widget => {
    const { client, events, trans } = services;
    const { id, name, workspace } = host.args;
    const filter = new RunFilter({ id, name });
    const experiment = new ResourceModel<Experiment>({
      fetch: signal =>
        client.api.experiments.get({ params: { workspace, experiment: id }, signal }),
      kinds: ['experiment'],
      subjectId: id,
      events
    });
    const runs = createRunListModel({ services, filter, workspace, live: true });
    // the experiment counts its runs
    runs.changed.connect(() => {
      if (experiment.value && !runs.search && experiment.value.runCount !== runs.total) {
        void experiment.reload();
      }
    });
    experiment.changed.connect(() => {
      if (experiment.value) {
        host.setTitle(experiment.value.name);
      }
    });
    const models = { experiment, runs, filter, columns: new RunColumns() };
    return reactWidget(() => <ExperimentPage models={models} services={services} />, {
      trans,
      dispose: () => {
        experiment.dispose();
        runs.dispose();
      }
    });
  };

function ExperimentPage({ models, services }: { models: Models; services: ExperimentsServices }) {
  const { commands, trans } = services;
  return (
    <ResourceView model={models.experiment}>
      {experiment => {
        const args = {
          id: experiment.id,
          name: experiment.name,
          workspace: experiment.workspaceId
        };
        return (
          <Page
            fill
            icon={icons.experiments}
            title={experiment.name}
            description={experiment.description || undefined}
            badges={
              experiment.activeRunCount > 0 && (
                <StatusBadge tone="info" busy>
                  {trans._n('%1 running', '%1 running', experiment.activeRunCount)}
                </StatusBadge>
              )
            }
            facts={[
              trans._n('%1 run', '%1 runs', experiment.runCount),
              <React.Fragment key="changed">
                {trans.__('changed')} <RelativeTime time={experiment.updatedAt} />
              </React.Fragment>
            ]}
            actions={
              <>
                <CommandButton commands={commands} command={CommandIDs.rename} args={args} />
                <CommandButton commands={commands} command={CommandIDs.delete} args={args} />
              </>
            }
          >
            <RunTable models={models} services={services} experiment={experiment} />
          </Page>
        );
      }}
    </ResourceView>
  );
}

interface RunTableProps {
  models: Models;
  services: ExperimentsServices;
  experiment: Experiment;
}

/** Pixels of the columns that are always there. */
const FIXED_WIDTH = 560;

function RunTable({ models, services, experiment }: RunTableProps) {
  const { columns, filter, runs } = models;
  const { commands, trans } = services;
  useModel(runs);
  useModel(filter);
  useModel(columns);
  const workspace = experiment.workspaceId;
  const available = React.useMemo(() => columnsOf(runs.items), [runs.items]);
  const shown = columns.shown(available);
  // beyond this width the table scrolls sideways
  const width = { '--atl-runs-width': `max(100%, ${FIXED_WIDTH + shown.length * 108}px)` };
  return (
    <div className="atl-Experiments-runs" style={width as React.CSSProperties}>
      <AssetListView
        model={runs}
        label={trans.__('Runs of %1', experiment.name)}
        searchLabel={trans.__('Search runs')}
        controls={<ColumnChooser columns={columns} available={available} />}
        getKey={({ id }) => id}
        getText={({ name }) => name}
        columns={runTableColumns(shown, filter, trans)}
        onOpen={({ id, name }) =>
          void commands.execute(CommandIDs.openRun, { id, name, workspace })
        }
        onDelete={({ id, name }) =>
          void commands.execute(CommandIDs.deleteRun, { id, name, workspace })
        }
        selected={filter.selected}
        onSelect={keys => filter.select(keys)}
        menu={run => runMenu(run, filter.selected, workspace)}
        commands={commands}
        empty={{
          icon: icons.run,
          text: trans.__(
            'No run yet. Start a cell with %1, or call %2.',
            `%%track --experiment ${JSON.stringify(experiment.name)}`,
            `startRun({ experiment: ${JSON.stringify(experiment.name)} })`
          )
        }}
      />
      <SelectionBar filter={filter} commands={commands} workspace={workspace} />
    </div>
  );
}
