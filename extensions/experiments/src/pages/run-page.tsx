import type { RunDetail } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { Chip, icons, Page, reactWidget, RelativeTime, Tabs, useModel } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { RunArtifacts } from '../artifacts/index.ts';
import { CommandIDs } from '../command-ids.ts';
import { LiveRunView } from '../live/index.ts';
import { Elapsed, RunStatusBadge } from '../runs/index.ts';
import type { AssetArgs, ExperimentsServices } from '../services.ts';
import { RunActions } from './run-actions.tsx';
import { RunCode } from './run-code.tsx';
import { RunLineage } from './run-lineage.tsx';
import { RunLogs } from './run-logs.tsx';
import { RunMetrics } from './run-metrics.tsx';
import { RunNotices } from './run-notices.tsx';
import { RunOverview } from './run-overview.tsx';
import { RunPageModel } from './run-page-model.ts';
import { RunSystem } from './run-system.tsx';

/** Makes the page of one run. */
export const createRunPage =
  (services: ExperimentsServices) =>
  (host: IPageHost<AssetArgs>): Widget => {
    const { client, events, feed, trans } = services;
    const model = new RunPageModel(feed.open(host.args.workspace, host.args.id), {
      api: client.api,
      events
    });
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

/** Tags in the page's head; the overview has all. */
const TAGS = 6;
/** Which job a run is of. */
const JOB = 'atelier.job';

function LoadedRun({ run, model, services }: RunPageProps & { run: RunDetail }) {
  const { commands, trans } = services;
  const deleted = model.run.state === 'gone' || run.deletedAt !== null;
  const job = commands.hasCommand('jobs:open-job') ? run.tags[JOB] : undefined;
  const tags = Object.entries(run.tags).filter(
    ([key]) => !key.startsWith('mlflow.') && !(key === JOB && job !== undefined)
  );
  const isSystem = (key: string) => key.startsWith('system/');
  const metrics = Object.keys(run.metrics);
  const parts = { run, model, services };
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
        run.user,
        job !== undefined && (
          <button
            key="job"
            type="button"
            className="atl-Experiments-link"
            title={trans.__('Open the job that this run is of')}
            onClick={() =>
              void commands.execute('jobs:open-job', {
                id: job,
                name: run.name,
                workspace: run.workspaceId
              })
            }
          >
            {trans.__('its job')}
          </button>
        ),
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
        ...tags.slice(0, TAGS).map(([key, value]) => (
          <Chip key={`tag ${key}`} title={`${key}: ${value}`}>
            {value ? `${key}: ${value}` : key}
          </Chip>
        ))
      ]}
      actions={<RunActions run={run} services={services} deleted={deleted} />}
    >
      <RunNotices run={run} />
      <Tabs
        label={trans.__('Parts of the run')}
        active={model.tab}
        onChange={tab => model.showTab(tab)}
        tabs={[
          {
            id: 'overview',
            label: trans.__('Overview'),
            render: () => <RunOverview run={run} services={services} frozen={deleted} />
          },
          {
            id: 'metrics',
            label: trans.__('Charts'),
            count: metrics.filter(key => !isSystem(key)).length,
            render: () => <RunMetrics run={run} model={model} />
          },
          {
            id: 'artifacts',
            label: trans.__('Artifacts'),
            count: run.artifacts.length,
            render: () => <RunArtifacts {...parts} />
          },
          {
            id: 'logs',
            label: trans.__('Logs'),
            render: () => <RunLogs run={run} log={model.log} services={services} />
          },
          {
            id: 'system',
            label: trans.__('System'),
            count: metrics.filter(isSystem).length || undefined,
            render: () => <RunSystem run={run} model={model} />
          },
          {
            id: 'code',
            label: trans.__('Code'),
            count: run.cells.length,
            render: () => <RunCode {...parts} />
          },
          {
            id: 'lineage',
            label: trans.__('Lineage'),
            render: () => <RunLineage run={run} services={services} />
          }
        ]}
      />
    </Page>
  );
}
