import { createHash } from 'node:crypto';
import type { FileInfo, MlflowExperiment, MlflowMetric, MlflowRun } from '@atelier-ml/api';
import { isMissing } from './mlflow-api.ts';
import type { Source } from './source.ts';
import type { Target } from './target.ts';

export const IMPORTED_FROM = 'atelier.imported_from';
const POINTS_A_PAGE = 25_000;
const BATCH = { metrics: 1_000, params: 100, tags: 100 };

export interface ImportContext {
  source: Source;
  target: Target;
  /** Aborted by Ctrl-C: what is being read is given up, what is being written is finished. */
  signal: AbortSignal;
  dryRun: boolean;
}

interface ReadRun {
  run: MlflowRun;
  points: MlflowMetric[];
  artifacts: { path: string; sha256: string; size: number }[];
}

/** What has become of a run: its id here, and whether there was anything to do. */
export interface ImportedRun {
  id: string;
  changed: boolean;
  /** It lies in the trash here, where nothing can be logged to it. */
  trashed: boolean;
}

/** Files below a run or a logged model, at any depth. `list` answers one folder. */
export async function filesBelow(
  list: (folder: string | undefined) => Promise<FileInfo[]>,
  folder?: string
): Promise<string[]> {
  const paths: string[] = [];
  for (const { is_dir: isFolder, path } of await list(folder)) {
    if (isFolder) {
      paths.push(...(await filesBelow(list, path)));
    } else {
      paths.push(path);
    }
  }
  return paths;
}

/** Copies a run: first all of it is read, then it is written; again, it is brought up to date. */
export async function importRun(
  context: ImportContext,
  run: MlflowRun,
  experiment: MlflowExperiment
): Promise<ImportedRun> {
  const { id, known } = await idOf(context, run);
  // What somebody has deleted here stays deleted.
  if (known && (isDeleted(known) || isSame(known, run))) {
    return { id, changed: false, trashed: isDeleted(known) };
  }
  if (!context.dryRun) {
    await write(context, id, known !== undefined, experiment, await read(context, run));
  }
  return { id, changed: true, trashed: isDeleted(run) };
}

/** The run's own id where it is free, or was taken by an import of the same run before. */
async function idOf(
  { source, target }: ImportContext,
  run: MlflowRun
): Promise<{ id: string; known?: MlflowRun }> {
  const own = run.info.run_id;
  const derived = createHash('sha256').update(`${source.name} ${own}`).digest('hex').slice(0, 32);
  for (const id of [own, derived]) {
    const known = await target
      .ask<{ run: MlflowRun }>('GET', 'mlflow/runs/get', { query: { run_id: id } })
      .then(found => found.run)
      .catch((error: unknown) => {
        if (!isMissing(error)) {
          throw error;
        }
      });
    if (known && tagOf(known, IMPORTED_FROM) === source.name) {
      return { id, known };
    }
    if (!known && !(await target.hasRun(id))) {
      return { id };
    }
  }
  return { id: derived };
}

const tagOf = ({ data }: MlflowRun, key: string): string | undefined =>
  data.tags?.find(tag => tag.key === key)?.value;

/** The end is written last: where it is the same, all before it has been written too. */
const isSame = (known: MlflowRun, { info }: MlflowRun): boolean =>
  info.status !== 'RUNNING' &&
  known.info.status === info.status &&
  known.info.end_time === info.end_time &&
  known.info.lifecycle_stage === info.lifecycle_stage;

const isDeleted = ({ info }: MlflowRun): boolean => info.lifecycle_stage === 'deleted';

async function read({ signal, source, target }: ImportContext, run: MlflowRun): Promise<ReadRun> {
  const { artifact_uri: artifactUri, run_id: runId } = run.info;
  const points: MlflowMetric[] = [];
  for (const { key } of run.data.metrics ?? []) {
    const query = { run_id: runId, metric_key: key, max_results: POINTS_A_PAGE };
    const history = await source.all<MlflowMetric>('GET', 'mlflow/metrics/get-history', 'metrics', {
      query,
      signal
    });
    // A call takes only so many arguments.
    history.forEach(point => points.push(point));
  }
  const paths = await filesBelow(path =>
    source.all<FileInfo>('GET', 'mlflow/artifacts/list', 'files', {
      query: { run_id: runId, path },
      signal
    })
  );
  const artifacts = [];
  for (const path of paths) {
    const content = await source.download({ artifactUri, runId, path }, signal);
    artifacts.push({ path, ...(await target.store(content)) });
  }
  signal.throwIfAborted();
  return { run, points, artifacts };
}

async function write(
  { source, target }: ImportContext,
  id: string,
  isThere: boolean,
  experiment: MlflowExperiment,
  { artifacts, points, run }: ReadRun
): Promise<void> {
  const { data, info, inputs } = run;
  const post = (path: string, body: object) =>
    target.ask('POST', `mlflow/runs/${path}`, { body: { run_id: id, ...body } });
  const at = info.start_time;
  const start = {
    type: 'start' as const,
    at,
    experiment: experiment.name,
    name: info.run_name || undefined,
    user: tagOf(run, 'mlflow.user'),
    tags: { [IMPORTED_FROM]: source.name }
  };
  await target.journal(id, [
    ...(isThere ? [] : [start]),
    ...artifacts.map(artifact => ({ type: 'artifact' as const, at, ...artifact }))
  ]);
  for (const metrics of chunks(points.map(withoutModel), BATCH.metrics)) {
    await post('log-batch', { metrics });
  }
  for (const params of chunks(data.params ?? [], BATCH.params)) {
    await post('log-batch', { params });
  }
  for (const tags of chunks(data.tags ?? [], BATCH.tags)) {
    await post('log-batch', { tags });
  }
  if (inputs?.dataset_inputs?.length) {
    await post('log-inputs', { datasets: inputs.dataset_inputs });
  }
  await post('update', {
    ...(info.run_name && { run_name: info.run_name }),
    ...(info.status !== 'RUNNING' && { status: info.status, end_time: info.end_time })
  });
  if (isDeleted(run)) {
    await post('delete', {});
  }
}

/** Points of models are logged once the models are there. */
const withoutModel = ({ key, step, timestamp, value }: MlflowMetric) => ({
  key,
  step,
  timestamp,
  value
});

function* chunks<T>(items: T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
  }
}
