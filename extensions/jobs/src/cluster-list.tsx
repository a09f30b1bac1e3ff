import { spreadsWork } from '@atelier-ml/api';
import type { Cluster } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import { AssetRow, formatBytes, icons, reactWidget, StatusBadge } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { clusterCode } from './drag-code.ts';
import { ClusterCommands } from './cluster-commands.ts';
import type { JobServices } from './services.ts';

/** The size of a node in a few words. */
export function nodeSummary(
  { attached, driver, nodeSize }: Cluster,
  trans: TranslationBundle
): string {
  const { cpus, gpus, memoryMb } = nodeSize;
  const parts = [
    driver === 'process'
      ? trans.__('processes')
      : spreadsWork(driver)
        ? trans.__('programs')
        : trans.__('containers'),
    ...(attached ? [trans.__('on %1', attached.name)] : []),
    ...(cpus === null ? [] : [trans._n('%1 processor', '%1 processors', cpus)]),
    ...(gpus === 0 ? [] : [trans._n('%1 GPU', '%1 GPUs', gpus)]),
    ...(memoryMb === null ? [] : [formatBytes(memoryMb * 1024 ** 2)])
  ];
  return parts.join(' · ');
}

/** How many nodes there are, and whether they work. */
export function ClusterState({ cluster, trans }: { cluster: Cluster; trans: TranslationBundle }) {
  const { maxNodes, nodes, problem } = cluster;
  const busy = nodes.filter(node => node.state === 'busy').length;
  if (problem !== null) {
    return <StatusBadge tone="warning">{trans.__('Held up')}</StatusBadge>;
  }
  return (
    <StatusBadge tone={nodes.length ? 'success' : 'neutral'} busy={busy > 0}>
      {trans.__('%1/%2 nodes', nodes.length, maxNodes)}
    </StatusBadge>
  );
}

/** The clusters of the active workspace, in the side panel. */
export function createClusterList(services: JobServices): Widget {
  const { client, commands, events, pages, preferences, scope, trans } = services;
  const model = new ListModel<Cluster>({
    fetchPage: (query, signal) =>
      client.api.clusters.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['cluster'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  const args = ({ id, name }: Cluster) => ({ id, name });
  return reactWidget(
    () => (
      <AssetListView
        model={model}
        commands={commands}
        label={trans.__('Clusters')}
        searchLabel={trans.__('Search clusters')}
        getKey={cluster => cluster.id}
        getText={cluster => cluster.name}
        drag={clusterCode}
        renderItem={cluster => (
          <AssetRow
            icon={icons.compute}
            title={cluster.name}
            subtitle={nodeSummary(cluster, trans)}
            badge={<ClusterState cluster={cluster} trans={trans} />}
            meta={
              cluster.queuedJobs > 0
                ? trans._n('%1 job waits', '%1 jobs wait', cluster.queuedJobs)
                : undefined
            }
          />
        )}
        onOpen={cluster => pages.open('cluster', args(cluster))}
        onDelete={cluster => void commands.execute(ClusterCommands.delete, args(cluster))}
        menu={cluster => [
          { command: ClusterCommands.open, args: args(cluster) },
          { command: ClusterCommands.edit, args: args(cluster) },
          'separator',
          { command: ClusterCommands.delete, args: args(cluster) }
        ]}
        empty={{
          icon: icons.compute,
          text: trans.__('A cluster has as many nodes as the jobs in its queue need.'),
          action: {
            label: trans.__('New cluster'),
            onClick: () => void commands.execute(ClusterCommands.create)
          }
        }}
      />
    ),
    { trans, dispose: () => model.dispose() }
  );
}
