import type { LineageEdge, LineageNode } from '@atelier-ml/api';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { LineageGraph } from './lineage-graph.tsx';
import { layOutLineage } from './lineage-layout.ts';

const node = (uri: string, kind: LineageNode['kind'], more: Partial<LineageNode> = {}) => ({
  uri,
  kind,
  id: uri,
  name: uri,
  detail: '',
  deleted: false,
  gone: false,
  ...more
});
const NODES = [
  node('model', 'model'),
  node('run', 'run'),
  node('data', 'dataset'),
  node('more', 'dataset', { deleted: true })
];
const EDGES: LineageEdge[] = [
  { from: 'data', to: 'run', kind: 'used' },
  { from: 'more', to: 'run', kind: 'used' },
  { from: 'run', to: 'model', kind: 'produced' }
];

function show() {
  const onOpen = jest.fn();
  render(
    <LineageGraph
      nodes={NODES}
      edges={EDGES}
      subject="run"
      canOpen={({ deleted }) => !deleted}
      onOpen={onOpen}
    />
  );
  return { onOpen, user: userEvent.setup() };
}

it('is laid out the way of the data, without overlaps', () => {
  const { nodes, edges } = layOutLineage(NODES, [
    ...EDGES,
    { from: 'run', to: 'unknown', kind: 'produced' }
  ]);
  expect(nodes.map(one => one.node.uri).slice(2)).toEqual(['run', 'model']);
  expect(new Set(nodes.map(({ left, top }) => `${left} ${top}`)).size).toBe(4);
  expect(edges).toHaveLength(3);
});

it('also lays out runs in a circle, and two edges between the same', () => {
  const { edges } = layOutLineage(
    [node('a', 'run'), node('b', 'run')],
    [
      { from: 'a', to: 'b', kind: 'child' },
      { from: 'b', to: 'a', kind: 'forked' },
      { from: 'a', to: 'b', kind: 'forked' }
    ]
  );
  expect(edges).toHaveLength(3);
});

it('says of each node what it is, where it came from and where it went', () => {
  show();
  expect(screen.getByRole('button', { name: 'Run run; from data, more; to model' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Dataset more deleted; to run' })).toBeTruthy();
});

it('is walked through with the arrow keys, and opens what has the focus', async () => {
  const { onOpen, user } = show();
  await user.tab();
  expect(document.activeElement?.getAttribute('data-uri')).toBe('run');
  await user.keyboard('{ArrowRight}');
  expect(document.activeElement?.getAttribute('data-uri')).toBe('model');
  await user.keyboard('{Enter}');
  expect(onOpen).toHaveBeenCalledWith(NODES[0]);
});

it('opens neither what it is about nor what is gone', async () => {
  const { onOpen, user } = show();
  await user.click(screen.getByRole('button', { name: /^Run run/ }));
  await user.click(screen.getByRole('button', { name: /^Dataset more/ }));
  expect(onOpen).not.toHaveBeenCalled();
});
