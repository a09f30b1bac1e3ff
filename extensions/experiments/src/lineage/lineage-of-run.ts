import type { Run, RunDetail } from '@atelier-ml/api';
import { parseAssetUri } from '../runs/index.ts';
import type { Lineage, LineageEdge, LineageNode } from './lineage.ts';

export interface RelatedRuns {
  /** Parent and origin, as far as they are still there. */
  readonly above: readonly Run[];
  readonly children: readonly Run[];
  /** There are more children than these. */
  readonly more: boolean;
}

const uriOfRun = (id: string) => `runs/${id}`;

/** What a run itself says of where it came from and what it made, and the runs next to it. */
export function lineageOfRun(run: RunDetail, related: RelatedRuns): Lineage {
  const nodes = new Map<string, LineageNode>();
  const edges: LineageEdge[] = [];
  const own = uriOfRun(run.id);
  const add = (node: LineageNode, edge: LineageEdge | null) => {
    nodes.set(node.uri, nodes.get(node.uri) ?? node);
    if (edge && !edges.some(one => one.from === edge.from && one.to === edge.to)) {
      edges.push(edge);
    }
  };
  add(nodeOfRun(run), null);
  if (run.notebook) {
    const name = run.notebook.split('/').at(-1) ?? run.notebook;
    const detail = run.notebook.slice(0, -name.length).replace(/\/$/, '');
    const uri = `notebook:${run.notebook}`;
    add(
      { uri, kind: 'notebook', id: run.notebook, name, detail, deleted: false },
      { from: uri, to: own, kind: 'ran' }
    );
  }
  const known = (id: string) => related.above.find(one => one.id === id);
  for (const [id, kind] of [
    [run.parentId, 'child'],
    [run.forkedFrom?.run ?? null, 'forked']
  ] as const) {
    if (id) {
      add(nodeOfRun(known(id) ?? { id }), { from: uriOfRun(id), to: own, kind });
    }
  }
  for (const uri of run.inputs) {
    add(nodeOfUri(uri), { from: keyOf(uri), to: own, kind: 'used' });
  }
  for (const { name, digest, source } of run.datasets) {
    const uri = source || `dataset:${name}:${digest}`;
    const described = { uri, kind: 'external', id: null, name, detail: digest, deleted: false };
    add(parseAssetUri(uri) ? nodeOfUri(uri) : (described as LineageNode), {
      from: keyOf(uri),
      to: own,
      kind: 'used'
    });
  }
  for (const uri of run.outputs) {
    add(nodeOfUri(uri), { from: own, to: keyOf(uri), kind: 'produced' });
  }
  for (const child of related.children) {
    add(nodeOfRun(child), { from: own, to: uriOfRun(child.id), kind: 'child' });
  }
  return { nodes: [...nodes.values()], edges, truncated: related.more };
}

/** Of a run that is no more, only the id is known. */
function nodeOfRun(run: Pick<Run, 'id'> & Partial<Run>): LineageNode {
  return {
    uri: uriOfRun(run.id),
    kind: 'run',
    id: run.id,
    name: run.name ?? run.id.slice(0, 8),
    detail: run.status ?? '',
    deleted: run.name === undefined || (run.deletedAt ?? null) !== null
  };
}

/** Two addresses of one run are one node. */
function keyOf(uri: string): string {
  const asset = parseAssetUri(uri);
  return asset?.kind === 'runs' ? uriOfRun(asset.name) : uri;
}

function nodeOfUri(uri: string): LineageNode {
  const asset = parseAssetUri(uri);
  if (!asset) {
    return { uri, kind: 'external', id: null, name: uri, detail: '', deleted: false };
  }
  const { kind, name, version } = asset;
  return {
    uri: keyOf(uri),
    kind: kind === 'datasets' ? 'dataset' : kind === 'models' ? 'model' : 'run',
    id: name,
    name: kind === 'runs' ? name.slice(0, 8) : name,
    detail: version ?? '',
    deleted: false
  };
}
