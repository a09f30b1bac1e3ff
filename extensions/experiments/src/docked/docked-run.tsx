import type { RunDetail } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { Button, EmptyState, icons, LoadingState, reactWidget, useTrans } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { ChartSettings, MetricCharts } from '../charts/index.ts';
import { CommandIDs } from '../command-ids.ts';
import { LiveRunView } from '../live/index.ts';
import type { LiveRun } from '../live/index.ts';
import { Elapsed, isActive, RunStatusBadge } from '../runs/index.ts';
import type { AssetArgs, ExperimentsServices } from '../services.ts';

/** Makes the tab that shows a run's live charts beside the notebook that trains. */
export const createDockedRun =
  (services: ExperimentsServices) =>
  (host: IPageHost<AssetArgs>): Widget => {
    const { commands, feed, trans } = services;
    const handle = feed.open(host.args.workspace, host.args.id);
    const settings = new ChartSettings();
    handle.run.changed.connect(() => {
      if (handle.run.value) {
        host.setTitle(trans.__('%1 (live)', handle.run.value.name));
      }
    });
    const open = ({ id, name, workspaceId }: RunDetail) =>
      void commands.execute(CommandIDs.openRun, { id, name, workspace: workspaceId });
    return reactWidget(
      () => (
        <LiveRunView run={handle.run}>
          {run => <DockedRun run={run} live={handle.run} settings={settings} onOpen={open} />}
        </LiveRunView>
      ),
      { trans, dispose: () => handle.dispose() }
    );
  };

interface DockedRunProps {
  readonly run: RunDetail;
  readonly live: LiveRun;
  readonly settings: ChartSettings;
  onOpen(run: RunDetail): void;
}

function DockedRun({ live, onOpen, run, settings }: DockedRunProps) {
  const trans = useTrans();
  return (
    <section className="atl-DockedRun" aria-label={trans.__('Live charts of %1', run.name)}>
      <header>
        <strong>{run.name}</strong>
        <span className="atl-DockedRun-experiment">{run.experimentName}</span>
        <RunStatusBadge run={run} />
        <Elapsed run={run} />
        <Button variant="quiet" icon={icons.open} onClick={() => onOpen(run)}>
          {trans.__('Open run')}
        </Button>
      </header>
      <Charts live={live} run={run} settings={settings} />
    </section>
  );
}

function Charts({ live, run, settings }: Omit<DockedRunProps, 'onOpen'>) {
  const trans = useTrans();
  if (live.historyState === 'loading') {
    return <LoadingState rows={4} label={trans.__('Fetching the points…')} />;
  }
  const shown = new Map([...live.metrics].filter(([key]) => !key.startsWith('system/')));
  if (shown.size === 0) {
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
  const source = { id: run.id, label: run.name, startedAt: run.startedAt, metrics: shown };
  return <MetricCharts sources={[source]} settings={settings} />;
}
