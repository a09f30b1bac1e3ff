import dagre from '@dagrejs/dagre';
import type { LineageEdge, LineageNode } from '@atelier-ml/api';

export interface PlacedNode {
  readonly node: LineageNode;
  readonly left: number;
  readonly top: number;
}

export interface PlacedEdge {
  readonly edge: LineageEdge;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineageLayout {
  /** In the way of the data, then from top to bottom. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

export const NODE_WIDTH = 196;
export const NODE_HEIGHT = 56;
const MARGIN = 8;

/** Lays a lineage out from left to right, the way that the data went. */
export function layOutLineage(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[]
): LineageLayout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 20, ranksep: 72, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set(nodes.map(({ uri }) => uri));
  for (const { uri } of nodes) {
    graph.setNode(uri, { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to));
  drawn.forEach(({ from, to }, index) => graph.setEdge(from, to, {}, String(index)));
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    nodes: nodes
      .map(node => {
        const { x, y } = graph.node(node.uri);
        return { node, left: x - NODE_WIDTH / 2, top: y - NODE_HEIGHT / 2 };
      })
      .sort((a, b) => a.left - b.left || a.top - b.top),
    edges: drawn.map((edge, index) => {
      // from side to side: where dagre has an edge touch a box it may be the top of it
      const from = graph.node(edge.from);
      const to = graph.node(edge.to);
      const between = graph.edge(edge.from, edge.to, String(index)).points.slice(1, -1);
      return {
        edge,
        points: [
          { x: from.x + NODE_WIDTH / 2, y: from.y },
          ...between,
          { x: to.x - NODE_WIDTH / 2, y: to.y }
        ]
      };
    }),
    width,
    height
  };
}
