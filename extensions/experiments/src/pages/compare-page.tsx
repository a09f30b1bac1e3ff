import type { IPageHost } from '@atelier-ml/shell';
import { Button, EmptyState, icons, Page, reactWidget, useTrans } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { browserStore } from '../charts/index.ts';
import { CommandIDs } from '../command-ids.ts';
import {
  ComparisonModel,
  ComparisonView,
  insertLiveCell,
  nameOf,
  PageMemory,
  readState,
  RunSideList,
  showAddRuns,
  writeState
} from '../comparison/index.ts';
import { comparisonKey } from '../comparison/run-source.ts';
import { DEFAULT_SETTINGS } from '../comparison/settings.ts';
import { useLive } from '../live/index.ts';
import type { CompareArgs, ExperimentsServices } from '../services.ts';
import { viewAddress, ViewsMenu } from '../table/index.ts';

/** Makes the page that compares runs. */
export const createComparePage =
  (services: ExperimentsServices) =>
  (host: IPageHost<CompareArgs>): Widget => {
    const { client, events, trans } = services;
    const { runs, workspace, state } = host.args;
    const memory = new PageMemory(browserStore);
    const key = comparisonKey(host.args);
    const opened = readState(state) ?? {
      source: { kind: 'runs' as const, ids: runs },
      settings: DEFAULT_SETTINGS
    };
    const kept = readState(memory.recall(key)) ?? opened;
    const model = new ComparisonModel({ api: client.api, events, workspace, ...kept });
    let { source, settings } = model;
    model.changed.connect(() => {
      if (source !== model.source || settings !== model.settings) {
        ({ source, settings } = model);
        memory.keep(key, writeState(model.state));
      }
    });
    return reactWidget(
      () => <ComparePage model={model} services={services} workspace={workspace} />,
      {
        trans,
        dispose: () => {
          // who opens the same runs again gets these runs, set up as they were
          memory.keep(key, writeState({ source: opened.source, settings: model.settings }));
          model.dispose();
        }
      }
    );
  };

interface ComparePageProps {
  model: ComparisonModel;
  services: ExperimentsServices;
  workspace: string;
}

function ComparePage({ model, services, workspace }: ComparePageProps) {
  const { client, commands, notifier, notebooks, trans } = services;
  useLive(model);
  const { runs, settings, source } = model;
  const api = client.api;
  const openRun = React.useCallback(
    (id: string) => {
      const name = model.runs.find(run => run.id === id)?.value?.name ?? '';
      void commands.execute(CommandIDs.openRun, { id, name, workspace });
    },
    [commands, model, workspace]
  );
  const add = async () => {
    const compared = new Set(source.kind === 'runs' ? runs.map(({ id }) => id) : []);
    const added = await showAddRuns({ api, workspace, trans, compared });
    if (added && 'follow' in added) {
      model.restore({ source: added.follow, settings: model.settings });
    } else if (added) {
      model.add(added.add);
    }
  };
  const rename = async (run: string, name: string) => {
    const answer = await notifier.attempt(() =>
      api.runs.update({ params: { workspace, run }, body: { name } })
    );
    return answer !== undefined;
  };
  return (
    <Page
      icon={icons.compare}
      title={trans._n('%1 run compared', '%1 runs compared', runs.length)}
      facts={[<SourceFact key="source" model={model} />]}
      actions={
        <>
          <Button
            icon={icons.eye}
            aria-pressed={settings.list}
            onClick={() => model.set({ list: !settings.list })}
          >
            {trans.__('Runs')}
          </Button>
          <Button icon={icons.add} onClick={() => void add()}>
            {trans.__('Add runs')}
          </Button>
          <ViewsMenu
            services={services}
            workspace={workspace}
            page="comparison"
            subject={null}
            state={() => writeState(model.state)}
            onOpen={saved => {
              const read = readState(saved);
              if (read) {
                model.restore(read);
              }
            }}
            linkOf={viewAddress}
          />
          {notebooks && (
            <Button
              icon={icons.notebook}
              onClick={() => void insertLiveCell({ model, workspace, notebooks, notifier, trans })}
            >
              {trans.__('Insert as live cell')}
            </Button>
          )}
        </>
      }
    >
      <div className="atl-Compare">
        {settings.list && runs.length > 0 && (
          <RunSideList
            model={model}
            onOpen={run => openRun(run.id)}
            onRename={(run, name) => rename(run.id, name)}
          />
        )}
        <div className="atl-Compare-views">
          <ComparisonView
            model={model}
            codeForm={services.codeForm}
            onOpen={openRun}
            empty={
              <EmptyState
                icon={icons.compare}
                text={
                  source.kind === 'query'
                    ? trans.__('The query finds no runs; those that it will find appear here.')
                    : trans.__('No run is left to compare.')
                }
                action={{ label: trans.__('Add runs'), onClick: () => void add() }}
              />
            }
          />
        </div>
      </div>
    </Page>
  );
}

/** What the page follows, and the way out of it. */
function SourceFact({ model }: { model: ComparisonModel }) {
  const trans = useTrans();
  const { source, runs, total, baseline, settings } = model;
  if (source.kind === 'runs') {
    const experiments = new Set(runs.flatMap(({ value }) => value?.experimentName ?? []));
    const pinned = settings.baseline !== null && baseline;
    return (
      <>
        {experiments.size === 1
          ? [...experiments][0]
          : trans.__('%1 experiments', experiments.size)}
        {pinned && ` · ${trans.__('base line %1', nameOf(baseline))}`}
      </>
    );
  }
  const query = [source.filter, source.search && `“${source.search}”`].filter(Boolean).join(' · ');
  return (
    <>
      {trans.__('follows %1', query || trans.__('all runs'))}
      {total > runs.length && ` · ${trans.__('the first %1 of %2', runs.length, total)}`}{' '}
      <Button variant="quiet" onClick={() => model.keep()}>
        {trans.__('Keep these runs')}
      </Button>
    </>
  );
}
