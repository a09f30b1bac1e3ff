import { buildRun, buildRunDetail } from '../testing/index.ts';
import { lineageOfRun } from './lineage-of-run.ts';

const ALONE = { above: [], children: [], more: false };
const DATA = 'atelier://default/datasets/diabetes:1';

it('goes from notebook and data through the run to what it made', () => {
  const run = buildRunDetail({
    notebook: 'work/tour.ipynb',
    inputs: [DATA, 's3://bucket/raw.csv'],
    outputs: ['atelier://default/models/diabetes:2']
  });
  const { nodes, edges } = lineageOfRun(run, ALONE);
  expect(nodes.map(({ kind, name, detail }) => [kind, name, detail])).toEqual([
    ['run', run.name, 'finished'],
    ['notebook', 'tour.ipynb', 'work'],
    ['dataset', 'diabetes', '1'],
    ['external', 's3://bucket/raw.csv', ''],
    ['model', 'diabetes', '2']
  ]);
  expect(edges.map(({ kind }) => kind)).toEqual(['ran', 'used', 'used', 'produced']);
});

it('names a dataset once that was both used and described', () => {
  const dataset = { name: 'diabetes', digest: 'd', context: null, sourceType: '', schema: null };
  const run = buildRunDetail({
    inputs: [DATA],
    datasets: [
      { ...dataset, source: DATA, profile: null },
      { ...dataset, name: 'other', source: '', profile: null }
    ]
  });
  const { nodes, edges } = lineageOfRun(run, ALONE);
  expect(nodes.map(({ name }) => name)).toEqual([run.name, 'diabetes', 'other']);
  expect(edges).toHaveLength(2);
});

it('knows parent, origin and children, and what of them is deleted', () => {
  const parent = buildRun({ name: 'search' });
  const child = buildRun({ name: 'fold 1', deletedAt: 1 });
  const run = buildRunDetail({
    parentId: parent.id,
    forkedFrom: { run: 'f'.repeat(32), step: 3 }
  });
  const { nodes, edges, truncated } = lineageOfRun(run, {
    above: [parent],
    children: [child],
    more: true
  });
  expect(nodes.slice(1).map(({ name, deleted }) => [name, deleted])).toEqual([
    ['search', false],
    ['ffffffff', true],
    ['fold 1', true]
  ]);
  expect(edges.map(({ kind }) => kind)).toEqual(['child', 'forked', 'child']);
  expect(truncated).toBe(true);
});

it('takes a run that was an input for the run itself, however it is addressed', () => {
  const other = 'b'.repeat(32);
  const run = buildRunDetail({
    forkedFrom: { run: other, step: 1 },
    inputs: [`atelier://default/runs/${other}`]
  });
  expect(lineageOfRun(run, ALONE).nodes).toHaveLength(2);
});
