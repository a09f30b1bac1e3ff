import type { ComputeInstance, UsageSample } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import {
  AssetRow,
  formatBytes,
  formatPercent,
  icons,
  reactWidget,
  StatusBadge
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './commands.ts';
import type { ComputeServices } from './services.ts';

/** Milliseconds between two looks at the list while instances work. */
const RELOAD = 1_000;

/** The limits of an instance in a few words. */
export function sizeSummary({ size }: ComputeInstance, trans: TranslationBundle): string {
  const cpus =
    size.cpus === null
      ? trans.__('all processors')
      : trans._n('%1 processor', '%1 processors', size.cpus);
  const memory =
    size.memoryMb === null ? trans.__('all memory') : formatBytes(size.memoryMb * 1024 ** 2);
  const gpus = size.gpus > 0 ? [trans._n('%1 GPU', '%1 GPUs', size.gpus)] : [];
  return [cpus, memory, ...gpus].join(' · ');
}

/** Where it runs and how large it is. */
function placeSummary(instance: ComputeInstance, trans: TranslationBundle): string {
  const size = sizeSummary(instance, trans);
  const { attached, environment, image } = instance;
  const origin = environment ? `${environment.name}:${environment.version}` : image;
  const place = [attached?.name, origin].filter(Boolean);
  return [...place, size].join(' · ');
}

/** What runs on it, and what that takes now. */
function takenSummary(
  { kernelCount, usage }: ComputeInstance,
  trans: TranslationBundle
): string | undefined {
  const parts = [
    ...(kernelCount > 0 ? [trans._n('%1 kernel', '%1 kernels', kernelCount)] : []),
    ...(usage
      ? [
          formatPercent(usage.cpuPercent / 100, 0),
          formatBytes(usage.memory),
          ...gpuWork(usage, trans)
        ]
      : [])
  ];
  return parts.length ? parts.join(' · ') : undefined;
}

/** How busy its GPUs are together, where their driver tells. */
function gpuWork({ gpus }: UsageSample, trans: TranslationBundle): string[] {
  const told = gpus.flatMap(({ utilizationPercent }) => utilizationPercent ?? []);
  const mean = told.reduce((sum, each) => sum + each, 0) / told.length;
  return told.length ? [trans.__('GPU %1', formatPercent(mean / 100, 0))] : [];
}

export function InstanceState({
  instance,
  trans
}: {
  instance: ComputeInstance;
  trans: TranslationBundle;
}) {
  if (instance.setUp?.state === 'running') {
    return (
      <StatusBadge tone="info" busy>
        {trans.__('Setting up')}
      </StatusBadge>
    );
  }
  if (instance.setUp?.state === 'failed' && instance.state === 'running') {
    return <StatusBadge tone="error">{trans.__('Set-up failed')}</StatusBadge>;
  }
  if (instance.problem !== null) {
    return <StatusBadge tone="error">{trans.__('Not running')}</StatusBadge>;
  }
  const running = instance.state === 'running';
  return (
    <StatusBadge tone={running ? 'success' : 'neutral'}>
      {running ? trans.__('Running') : trans.__('Stopped')}
    </StatusBadge>
  );
}

/** The compute instances of the active workspace, in the side panel. */
export function createInstanceList(services: ComputeServices): Widget {
  const { client, scope, events, preferences, pages, commands, trans } = services;
  const model = new ListModel<ComputeInstance>({
    fetchPage: (query, signal) =>
      client.api.compute.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['compute'],
    actions: ['created', 'updated', 'deleted', 'progressed'],
    reloadInterval: RELOAD,
    events,
    scope,
    pageSize: preferences.pageSize
  });
  const args = ({ id, name }: ComputeInstance) => ({ id, name });
  return reactWidget(
    () => (
      <AssetListView
        model={model}
        commands={commands}
        label={trans.__('Compute instances')}
        searchLabel={trans.__('Search compute instances')}
        getKey={instance => instance.id}
        getText={instance => instance.name}
        renderItem={instance => (
          <AssetRow
            icon={icons.cpu}
            title={instance.name}
            subtitle={placeSummary(instance, trans)}
            badge={<InstanceState instance={instance} trans={trans} />}
            meta={takenSummary(instance, trans)}
          />
        )}
        onOpen={instance => pages.open('compute-instance', args(instance))}
        onDelete={instance => void commands.execute(CommandIDs.delete, args(instance))}
        menu={instance => [
          { command: CommandIDs.open, args: args(instance) },
          {
            command: instance.state === 'running' ? CommandIDs.stop : CommandIDs.start,
            args: args(instance)
          },
          ...(instance.state === 'running'
            ? [{ command: CommandIDs.restart, args: args(instance) }]
            : []),
          ...(instance.state === 'running' && instance.driver === 'docker'
            ? [{ command: CommandIDs.openTerminal, args: args(instance) }]
            : []),
          { command: CommandIDs.newNotebook, args: args(instance) },
          { command: CommandIDs.edit, args: args(instance) },
          'separator',
          { command: CommandIDs.delete, args: args(instance) }
        ]}
        empty={{
          icon: icons.compute,
          text: trans.__(
            'Kernels run on this machine without limits. Create an instance to give some of them their own size and variables.'
          ),
          action: {
            label: trans.__('New compute instance'),
            onClick: () => void commands.execute(CommandIDs.create)
          }
        }}
      />
    ),
    { trans, dispose: () => model.dispose() }
  );
}
