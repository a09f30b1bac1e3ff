import type { LineageEdge, LineageNode } from '@atelier-ml/api';
import { classes, icons, useTrans } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { layOutLineage, NODE_HEIGHT, NODE_WIDTH } from './lineage-layout.ts';
import type { LineageLayout, PlacedEdge } from './lineage-layout.ts';

export interface LineageGraphProps {
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  /** Address of the asset that the lineage is about. */
  subject: string;
  /** Whether somebody can open it. */
  canOpen: (node: LineageNode) => boolean;
  onOpen: (node: LineageNode) => void;
}

const ICONS = {
  dataset: icons.datasets,
  run: icons.run,
  model: icons.models,
  endpoint: icons.endpoints,
  notebook: icons.notebook,
  external: icons.link
} as const;

/**
 * Where an asset came from and what came of it. Nodes are buttons in the way of the data; the arrow
 * keys go to what is next in a direction.
 */
export function LineageGraph({ nodes, edges, subject, canOpen, onOpen }: LineageGraphProps) {
  const trans = useTrans();
  const id = React.useId();
  const root = React.useRef<HTMLUListElement>(null);
  const layout = React.useMemo(() => layOutLineage(nodes, edges), [nodes, edges]);
  const [active, setActive] = React.useState(subject);
  const current = layout.nodes.some(({ node }) => node.uri === active) ? active : subject;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = neighbour(layout, current, event.key);
    if (next) {
      event.preventDefault();
      setActive(next);
      const buttons = [...(root.current?.querySelectorAll<HTMLElement>('[data-uri]') ?? [])];
      buttons.find(({ dataset }) => dataset.uri === next)?.focus();
    }
  };
  return (
    <div className="atl-Lineage" style={{ width: layout.width, height: layout.height }}>
      <svg width={layout.width} height={layout.height} aria-hidden="true">
        <defs>
          <marker
            id={`${id}-arrow`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M0 0 8 4 0 8z" className="atl-Lineage-tip" />
          </marker>
        </defs>
        {layout.edges.map((placed, index) => (
          <Edge key={index} placed={placed} marker={`url(#${id}-arrow)`} trans={trans} />
        ))}
      </svg>
      <ul ref={root} aria-label={trans.__('Lineage')} onKeyDown={onKeyDown}>
        {layout.nodes.map(({ node, left, top }) => {
          const Icon = ICONS[node.kind];
          const opens = canOpen(node) && node.uri !== subject;
          return (
            <li key={node.uri} style={{ left, top, width: NODE_WIDTH, height: NODE_HEIGHT }}>
              <button
                type="button"
                data-uri={node.uri}
                className={classes(
                  'atl-Lineage-node',
                  node.uri === subject && 'atl-mod-subject',
                  node.deleted && 'atl-mod-deleted'
                )}
                tabIndex={node.uri === current ? 0 : -1}
                aria-current={node.uri === subject ? 'true' : undefined}
                aria-disabled={!opens || undefined}
                aria-label={nodeName(node, edges, nodes, trans)}
                title={node.uri}
                onFocus={() => setActive(node.uri)}
                onClick={() => opens && onOpen(node)}
              >
                <Icon.react tag="span" />
                <span>
                  <strong>{node.name}</strong>
                  <small>{deletedText(node, trans) ?? node.detail}</small>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Edge(props: { placed: PlacedEdge; marker: string; trans: TranslationBundle }) {
  const { edge, points } = props.placed;
  const [start, ...rest] = points;
  const middle = points[Math.floor(points.length / 2)];
  return (
    <g className={`atl-Lineage-edge atl-mod-${edge.kind}`}>
      <path
        d={`M${start.x} ${start.y}${smooth(start, rest)}`}
        markerEnd={props.marker}
        fill="none"
      />
      <text x={middle.x} y={middle.y - 5} textAnchor="middle">
        {edgeLabel(edge.kind, props.trans)}
      </text>
    </g>
  );
}

type Point = PlacedEdge['points'][number];

/** Level where it leaves and where it arrives, through the points between. */
function smooth(start: Point, rest: readonly Point[]): string {
  let before = start;
  return rest
    .map(point => {
      const half = (point.x - before.x) / 2;
      const curve = `C${before.x + half} ${before.y} ${point.x - half} ${point.y} ${point.x} ${point.y}`;
      before = point;
      return curve;
    })
    .join('');
}

function edgeLabel(kind: LineageEdge['kind'], trans: TranslationBundle): string {
  return {
    used: trans.__('used'),
    produced: trans.__('produced'),
    served: trans.__('served by'),
    child: trans.__('child'),
    forked: trans.__('forked'),
    ran: trans.__('ran')
  }[kind];
}

function deletedText({ deleted, gone }: LineageNode, trans: TranslationBundle): string | null {
  return gone ? trans.__('gone') : deleted ? trans.__('deleted') : null;
}

/** What a screen reader says of a node: what it is, and what it is connected to. */
function nodeName(
  node: LineageNode,
  edges: readonly LineageEdge[],
  nodes: readonly LineageNode[],
  trans: TranslationBundle
): string {
  const nameOf = (uri: string) => nodes.find(one => one.uri === uri)?.name ?? uri;
  const kinds = {
    dataset: trans.__('Dataset'),
    run: trans.__('Run'),
    model: trans.__('Model'),
    endpoint: trans.__('Endpoint'),
    notebook: trans.__('Notebook'),
    external: trans.__('External source')
  };
  const from = edges.filter(({ to }) => to === node.uri).map(edge => nameOf(edge.from));
  const to = edges.filter(edge => edge.from === node.uri).map(edge => nameOf(edge.to));
  return [
    `${kinds[node.kind]} ${node.name} ${deletedText(node, trans) ?? node.detail}`.trim(),
    from.length > 0 && trans.__('from %1', from.join(', ')),
    to.length > 0 && trans.__('to %1', to.join(', '))
  ]
    .filter(Boolean)
    .join('; ');
}

/** The nearest node in the direction of an arrow key. */
function neighbour({ nodes }: LineageLayout, uri: string, key: string): string | null {
  const from = nodes.find(({ node }) => node.uri === uri);
  const way = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1]
  }[key];
  if (!from || !way) {
    return null;
  }
  const [x, y] = way;
  const ahead = nodes
    .map(({ node, left, top }) => {
      const across = left - from.left;
      const down = top - from.top;
      const along = across * x + down * y;
      return { uri: node.uri, along, distance: along + 3 * Math.abs(across * y + down * x) };
    })
    .filter(({ along }) => along > 1);
  return ahead.sort((a, b) => a.distance - b.distance)[0]?.uri ?? null;
}
