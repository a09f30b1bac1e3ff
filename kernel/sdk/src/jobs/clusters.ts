import type { Cluster as ClusterRecord, RouteInput, Routes } from '@atelier-ml/api';
import { cutFooter, displaySymbol, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';
import { Cluster, nodesText, sizeText } from './cluster.ts';

/** Containers unless `driver` is `process`; one node unless `maxNodes` says otherwise. */
export type ClusterOptions = Omit<RouteInput<Routes['clusters']['create']>['body'], 'name'>;

/** The clusters of a workspace. */
export interface Clusters {
  /** @throws AtelierError `already-exists` when there is one of that name */
  create(name: string, options?: ClusterOptions): Promise<Cluster>;
  /** @throws AtelierError `not-found` */
  get(name: string): Promise<Cluster>;
  /** The first 1,000. */
  list(search?: string): Promise<ClusterRecord[] & Displayable>;
}

export function createClusters(scope: WorkspaceScope): Clusters {
  const { client, params } = scope;
  return {
    async create(name, options = {}) {
      const body = { name, ...options };
      return new Cluster(scope, await client.clusters.create({ params, body }));
    },
    get: async name =>
      new Cluster(scope, await client.clusters.get({ params: { ...params, cluster: name } })),
    async list(search) {
      const query = { search, limit: 1000 };
      const { items, total } = await client.clusters.list({ params, query });
      return Object.assign(items, { [displaySymbol]: () => listBundle(items, total) });
    }
  };
}

const listBundle = (items: readonly ClusterRecord[], total: number) =>
  tableBundle({
    title: 'Clusters',
    columns: ['name', 'tasks', 'nodes', 'size of a node', 'running', 'queued', 'problem'],
    rows: items.map(each => [
      each.name,
      each.driver,
      nodesText(each),
      sizeText(each),
      each.runningJobs,
      each.queuedJobs,
      each.problem ?? ''
    ]),
    ...cutFooter(items.length, total)
  });
