import type { AttachedCompute } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import { AssetRow, icons, reactWidget, StatusBadge } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { AttachedCommands } from './attached-commands.ts';
import type { JobServices } from './services.ts';

/** What it is, in a few words. */
export function attachedSummary(
  { kind, machines }: AttachedCompute,
  trans: TranslationBundle
): string {
  const total = (key: 'cpus' | 'gpus') => machines.reduce((sum, each) => sum + each[key], 0);
  const gpus = total('gpus');
  const kinds: Record<AttachedCompute['kind'], string> = {
    docker: trans.__('Docker engine'),
    swarm: trans.__('Swarm'),
    spark: trans.__('Spark'),
    ray: trans.__('Ray'),
    kubernetes: trans.__('Kubernetes')
  };
  return [
    kinds[kind],
    ...(machines.length > 1 ? [trans._n('%1 machine', '%1 machines', machines.length)] : []),
    trans._n('%1 processor', '%1 processors', total('cpus')),
    ...(gpus ? [trans._n('%1 GPU', '%1 GPUs', gpus)] : [])
  ].join(' · ');
}

/** Whether it answered when it was last tested. */
export function AttachedState({
  attached,
  trans
}: {
  attached: AttachedCompute;
  trans: TranslationBundle;
}) {
  if (attached.state === 'unreachable') {
    return <StatusBadge tone="error">{trans.__('Unreachable')}</StatusBadge>;
  }
  return attached.machines.some(({ problem }) => problem !== null) ? (
    <StatusBadge tone="warning">{trans.__('In part')}</StatusBadge>
  ) : (
    <StatusBadge tone="success">{trans.__('Reachable')}</StatusBadge>
  );
}

/** Engines and clusters on other machines, in the side panel. */
export function createAttachedList(services: JobServices): Widget {
  const { client, commands, events, preferences, scope, trans } = services;
  const model = new ListModel<AttachedCompute>({
    fetchPage: (query, signal) =>
      client.api.attached.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['compute', 'cluster'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  const args = ({ id, name }: AttachedCompute) => ({ id, name });
  return reactWidget(
    () => (
      <AssetListView
        model={model}
        commands={commands}
        label={trans.__('Attached compute')}
        searchLabel={trans.__('Search attached compute')}
        getKey={attached => attached.id}
        getText={attached => attached.name}
        renderItem={attached => (
          <AssetRow
            icon={icons.compute}
            title={attached.name}
            subtitle={attachedSummary(attached, trans)}
            badge={<AttachedState attached={attached} trans={trans} />}
          />
        )}
        onOpen={attached => void commands.execute(AttachedCommands.open, args(attached))}
        onDelete={attached => void commands.execute(AttachedCommands.delete, args(attached))}
        menu={attached => [
          { command: AttachedCommands.open, args: args(attached) },
          { command: AttachedCommands.test, args: args(attached) },
          { command: AttachedCommands.edit, args: args(attached) },
          'separator',
          { command: AttachedCommands.delete, args: args(attached) }
        ]}
        empty={{
          icon: icons.compute,
          text: trans.__(
            'Container engines, Swarms, Spark and Ray on other machines can run jobs, too.'
          ),
          action: {
            label: trans.__('Attach compute'),
            onClick: () => void commands.execute(AttachedCommands.create)
          }
        }}
      />
    ),
    { trans, dispose: () => model.dispose() }
  );
}
