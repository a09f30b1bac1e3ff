import type { Experiment } from '@atelier-ml/api';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import type { IPageHost } from '@atelier-ml/shell';
import { icons, Page, reactWidget, RelativeTime, StatusBadge } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import type { AssetArgs, ExperimentsServices } from '../services.ts';
import { createRememberedTable, RunTable } from '../table/index.ts';
import type { RunTableModel } from '../table/index.ts';
import { CommandButton } from './command-button.tsx';

interface Models {
  readonly experiment: ResourceModel<Experiment>;
  readonly runs: RunTableModel;
}

/** Makes the page of one experiment. */
export const createExperimentPage =
  (services: ExperimentsServices) =>
  (host: IPageHost<AssetArgs>): Widget => {
    const { client, events, trans } = services;
    const { id, workspace } = host.args;
    const experiment = new ResourceModel<Experiment>({
      fetch: signal =>
        client.api.experiments.get({ params: { workspace, experiment: id }, signal }),
      kinds: ['experiment'],
      subjectId: id,
      events
    });
    const runs = createRememberedTable(services, { workspace, experiment: id });
    runs.changed.connect(() => {
      // the experiment counts its runs
      const { deleted, filter, search } = runs.settings;
      const counted = !deleted && !filter && !search ? runs.total : null;
      if (experiment.value && counted !== null && experiment.value.runCount !== counted) {
        void experiment.reload();
      }
    });
    experiment.changed.connect(() => {
      if (experiment.value) {
        host.setTitle(experiment.value.name);
      }
    });
    const models = { experiment, runs };
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
            <RunTable
              model={models.runs}
              services={services}
              label={trans.__('Runs of %1', experiment.name)}
              experiment={experiment.id}
              empty={trans.__(
                'No run yet. Start a cell with %1, or call %2.',
                `%%track --experiment ${JSON.stringify(experiment.name)}`,
                `startRun({ experiment: ${JSON.stringify(experiment.name)} })`
              )}
            />
          </Page>
        );
      }}
    </ResourceView>
  );
}
