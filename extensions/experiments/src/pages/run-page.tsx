import type { RunDetail } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { Chip, icons, Page, reactWidget, RelativeTime, Tabs, useModel } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import { LiveRunView } from '../live/index.ts';
import { Elapsed, RunStatusBadge } from '../runs/index.ts';
import type { AssetArgs, ExperimentsServices } from '../services.ts';
import { CommandButton } from './command-button.tsx';
import { RunArtifacts } from './run-artifacts.tsx';
import { RunCode } from './run-code.tsx';
import { RunMetrics } from './run-metrics.tsx';
import { RunOverview } from './run-overview.tsx';
import { RunPageModel } from './run-page-model.ts';

/** Makes the page of one run. */
export const createRunPage =
  (services: ExperimentsServices) =>
  (host: IPageHost<AssetArgs>): Widget => {
    const { feed, trans } = services;
    const model = new RunPageModel(feed.open(host.args.workspace, host.args.id));
    model.run.changed.connect(() => {
      if (model.run.value) {
        host.setTitle(model.run.value.name);
      }
    }, model);
    return reactWidget(() => <RunPage model={model} services={services} />, {
      trans,
      dispose: () => model.dispose()
    });
  };

interface RunPageProps {
  model: RunPageModel;
  services: ExperimentsServices;
}

function RunPage({ model, services }: RunPageProps) {
  useModel(model);
  return (
    <LiveRunView run={model.run}>
      {run => <LoadedRun run={run} model={model} services={services} />}
    </LiveRunView>
  );
}

function LoadedRun({ run, model, services }: RunPageProps & { run: RunDetail }) {
  const { commands, trans } = services;
  const gone = model.run.state === 'gone';
  const args = { id: run.id, name: run.name, workspace: run.workspaceId };
  return (
    <Page
      icon={icons.run}
      title={run.name}
      badges={<RunStatusBadge run={run} />}
      facts={[
        <button
          key="experiment"
          type="button"
          className="atl-Experiments-link"
          onClick={() =>
            void commands.execute(CommandIDs.open, {
              id: run.experimentId,
              name: run.experimentName,
              workspace: run.workspaceId
            })
          }
        >
          {run.experimentName}
        </button>,
        <React.Fragment key="started">
          {trans.__('started')} <RelativeTime time={run.startedAt} />
        </React.Fragment>,
        <Elapsed key="elapsed" run={run} />,
        run.notebook && (
          <button
            key="notebook"
            type="button"
            className="atl-Experiments-link"
            title={trans.__('Open the notebook that the run was logged from')}
            onClick={() => void commands.execute(CommandIDs.openNotebook, { path: run.notebook! })}
          >
            {run.notebook.split('/').at(-1)}
          </button>
        ),
        ...Object.entries(run.tags).map(([key, value]) => (
          <Chip key={`tag ${key}`} title={`${key}: ${value}`}>
            {value ? `${key}: ${value}` : key}
          </Chip>
        ))
      ]}
      actions={
        !gone && (
          <>
            <CommandButton commands={commands} command={CommandIDs.renameRun} args={args} />
            <CommandButton commands={commands} command={CommandIDs.tagRun} args={args} />
            <CommandButton
              commands={commands}
              command={CommandIDs.exportRun}
              args={{ ...args, format: 'json' }}
            />
            <CommandButton commands={commands} command={CommandIDs.deleteRun} args={args} />
          </>
        )
      }
    >
      {run.error && (
        <div className="atl-Experiments-failure" role="alert">
          <icons.error.react tag="span" />
          <pre>{run.error}</pre>
        </div>
      )}
      <Tabs
        label={trans.__('Parts of the run')}
        active={model.tab}
        onChange={tab => model.showTab(tab)}
        tabs={[
          {
            id: 'overview',
            label: trans.__('Overview'),
            render: () => <RunOverview run={run} commands={commands} />
          },
          {
            id: 'metrics',
            label: trans.__('Metrics'),
            count: Object.keys(run.metrics).length,
            render: () => <RunMetrics run={run} model={model} />
          },
          {
            id: 'artifacts',
            label: trans.__('Artifacts'),
            count: run.artifacts.length,
            render: () => <RunArtifacts run={run} model={model} services={services} />
          },
          {
            id: 'code',
            label: trans.__('Code'),
            count: run.cells.length,
            render: () => <RunCode run={run} highlighter={services.highlighter} />
          }
        ]}
      />
    </Page>
  );
}
