import type { Artifact, Experiment, Run, RunDetail } from '@atelier-ml/api';

let made = 0;
const nextId = () => (made += 1).toString(16).padStart(32, '0');
const START = 1_760_000_000_000;

export const buildExperiment = (changes: Partial<Experiment> = {}): Experiment => ({
  id: nextId(),
  workspaceId: 'w'.repeat(32),
  name: 'diabetes',
  description: '',
  number: 1,
  tags: {},
  runCount: 3,
  activeRunCount: 0,
  createdAt: START,
  updatedAt: START,
  deletedAt: null,
  ...changes
});

export const buildRun = (changes: Partial<Run> = {}): Run => ({
  id: nextId(),
  workspaceId: 'w'.repeat(32),
  experimentId: 'e'.repeat(32),
  experimentName: 'diabetes',
  name: 'calm-otter',
  status: 'finished',
  error: null,
  parentId: null,
  user: null,
  notebook: null,
  params: {},
  metrics: {},
  tags: {},
  startedAt: START,
  endedAt: START + 60_000,
  updatedAt: START + 60_000,
  deletedAt: null,
  ...changes
});

export const buildRunDetail = (changes: Partial<RunDetail> = {}): RunDetail => ({
  ...buildRun(),
  environment: {},
  forkedFrom: null,
  inputs: [],
  outputs: [],
  datasets: [],
  cells: [],
  artifacts: [],
  metricDefinitions: {},
  ...changes
});

/** A metric in short, as the server tells it. */
export const buildSummary = (last: number, count = 1): Run['metrics'][string] => ({
  last,
  minimum: last,
  maximum: last,
  count,
  step: count - 1
});

/** Every one has content of its own. */
export const buildArtifact = (changes: Partial<Artifact> = {}): Artifact => ({
  path: 'notes.txt',
  mediaType: 'text/plain',
  sha256: nextId().padStart(64, '0'),
  size: 10,
  step: null,
  createdAt: START,
  ...changes
});
