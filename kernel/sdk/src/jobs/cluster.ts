import type { Cluster as ClusterRecord, RouteInput, Routes } from '@atelier-ml/api';
import { displaySymbol, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';

/** What can be changed about a cluster; what is left out stays. */
export type ClusterChanges = RouteInput<Routes['clusters']['update']>['body'];

export const nodesText = ({ maxNodes, minNodes, nodes }: ClusterRecord): string => {
  const busy = nodes.filter(({ state }) => state === 'busy').length;
  return `${nodes.length} (${busy} busy) of ${minNodes}–${maxNodes}`;
};

/** One size of a node, in words. */
export function sizeText({ nodeSize: { cpus, gpus, memoryMb } }: ClusterRecord): string {
  const parts = [
    cpus === 1 ? '1 CPU' : `${cpus ?? 'all'} CPUs`,
    memoryMb === null ? 'all memory' : `${memoryMb} MiB`,
    ...(gpus > 0 ? [gpus === 1 ? '1 GPU' : `${gpus} GPUs`] : [])
  ];
  return parts.join(', ');
}

/** Where jobs run. What it tells is as of the last call of this object. */
export class Cluster implements Displayable {
  readonly id: string;
  readonly #scope: WorkspaceScope;
  #record: ClusterRecord;

  constructor(scope: WorkspaceScope, record: ClusterRecord) {
    this.#scope = scope;
    this.#record = record;
    this.id = record.id;
  }

  get name(): string {
    return this.#record.name;
  }

  get nodes(): ClusterRecord['nodes'] {
    return this.#record.nodes;
  }

  get queuedJobs(): number {
    return this.#record.queuedJobs;
  }

  get runningJobs(): number {
    return this.#record.runningJobs;
  }

  /** Why it does not grow although jobs wait. */
  get problem(): string | null {
    return this.#record.problem;
  }

  /** All that the server tells about it. */
  get record(): ClusterRecord {
    return this.#record;
  }

  async refresh(): Promise<this> {
    this.#record = await this.#scope.client.clusters.get({ params: this.#params });
    return this;
  }

  /** Renames, describes or scales it; what runs is left alone. */
  async update(body: ClusterChanges): Promise<this> {
    this.#record = await this.#scope.client.clusters.update({ params: this.#params, body });
    return this;
  }

  /** @throws AtelierError `in-use` while there are jobs of it, also ended ones, or schedules */
  async delete(): Promise<void> {
    await this.#scope.client.clusters.delete({ params: this.#params });
  }

  [displaySymbol](): MimeBundle {
    const record = this.#record;
    const facts: [string, unknown][] = [
      ['tasks', record.driver],
      ['on', record.attached?.name],
      ['image', record.image],
      ['nodes', nodesText(record)],
      ['size of a node', sizeText(record)],
      ['jobs', `${record.runningJobs} running, ${record.queuedJobs} queued`],
      ['problem', record.problem],
      ['description', record.description]
    ];
    return tableBundle({
      title: `Cluster ${record.name}`,
      columns: ['property', 'value'],
      rows: facts.filter(([, value]) => value)
    });
  }

  get #params() {
    return { workspace: this.#record.workspaceId, cluster: this.id };
  }
}
