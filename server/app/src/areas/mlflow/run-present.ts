import type { MlflowMetric, MlflowRun, MlflowRunInfo } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import {
  createMetricsStore,
  createSeriesStore,
  createRunDetailsStore
} from '../experiments/index.ts';
import type { DatasetRow, ListedRun, MetricRow, RunRow } from '../experiments/index.ts';
import { experimentUri, runUri } from './places.ts';
import { createTrackingStore } from './tracking.store.ts';
import type { RunModelRow } from './tracking.store.ts';

type ExperimentPlace = { number: number; artifact_location?: string | null };
type Pair = { key: string; value: string };

/** Tags that stand for what Atelier keeps with the run itself. */
export const TAG = {
  name: 'mlflow.runName',
  user: 'mlflow.user',
  parent: 'mlflow.parentRunId',
  source: 'mlflow.source.name',
  sourceType: 'mlflow.source.type',
  context: 'mlflow.data.context',
  loggedArtifacts: 'mlflow.loggedArtifacts',
  modelHistory: 'mlflow.log-model.history'
} as const;

/** A number as MLflow's servers hand it out: they have no infinity. */
export function numberOut(value: number | null): number | 'NaN' {
  if (value === null || Number.isNaN(value)) {
    return 'NaN';
  }
  return Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
}

export function presentInfo(
  run: RunRow & { experiment_deleted_at?: number | null },
  experiment: ExperimentPlace
): MlflowRunInfo {
  return {
    run_uuid: run.id,
    run_id: run.id,
    run_name: run.name,
    experiment_id: String(experiment.number),
    user_id: run.user_name ?? '',
    status: run.status.toUpperCase() as MlflowRunInfo['status'],
    start_time: run.started_at,
    ...(run.ended_at !== null && { end_time: run.ended_at }),
    artifact_uri: runUri(experimentUri(experiment), run.id),
    lifecycle_stage:
      (run.deleted_at ?? run.experiment_deleted_at ?? null) === null ? 'active' : 'deleted'
  };
}

/** Runs with all that MLflow shows of them, in the order of the rows. */
export async function presentRuns(queries: Queries, rows: ListedRun[]): Promise<MlflowRun[]> {
  if (!rows.length) {
    return [];
  }
  const tracking = createTrackingStore(queries);
  const details = createRunDetailsStore(queries);
  const ids = rows.map(row => row.id);
  const experimentIds = [...new Set(rows.map(row => row.experiment_id))];
  const experiments = new Map(
    (await tracking.experimentsOf(experimentIds)).map(row => [row.id, row])
  );
  const params = byRun(await details.params(ids));
  const tags = byRun(await details.tags(ids));
  const metrics = byRun(await createMetricsStore(queries).summaries(ids));
  const datasets = byRun(await tracking.datasetsOf(ids));
  const models = byRun(await tracking.modelsOf(ids));
  const runs: MlflowRun[] = [];
  for (const row of rows) {
    const ofRun = models.get(row.id) ?? [];
    runs.push({
      info: presentInfo(row, experiments.get(row.experiment_id)!),
      data: {
        ...listed('metrics', await presentMetrics(queries, metrics.get(row.id) ?? [])),
        ...listed('params', (params.get(row.id) ?? []).map(pairOf)),
        ...listed('tags', allTags(row, tags.get(row.id) ?? []))
      },
      inputs: {
        ...listed('dataset_inputs', (datasets.get(row.id) ?? []).map(presentDataset)),
        ...listed(
          'model_inputs',
          modelsIn(ofRun, 'input').map(({ model_id }) => ({ model_id }))
        )
      },
      outputs: listed(
        'model_outputs',
        modelsIn(ofRun, 'output').map(({ model_id, step }) => ({ model_id, step }))
      )
    });
  }
  return runs;
}

/** A member only where there is something in it. */
export function listed<K extends string, T>(key: K, items: T[]): { [P in K]?: T[] } {
  return (items.length ? { [key]: items } : {}) as { [P in K]?: T[] };
}

async function presentMetrics(queries: Queries, rows: MetricRow[]): Promise<MlflowMetric[]> {
  const metrics: MlflowMetric[] = [];
  for (const row of rows) {
    metrics.push({
      key: row.key,
      value: numberOut(row.last),
      timestamp: row.time ?? (await timeOf(queries, row)),
      step: row.step
    });
  }
  return metrics;
}

/** Summaries that are older than their `time` leave it to the points. */
async function timeOf(queries: Queries, { key, run_id, step }: MetricRow): Promise<number> {
  const points = await createSeriesStore(queries).all(run_id, key);
  return points.times
    .filter((_, index) => points.steps[index] === step)
    .reduce((latest, time) => Math.max(latest, time), 0);
}

/** What the run's own row says, as tags too, unless a client has set them. */
function allTags(row: RunRow, own: Pair[]): Pair[] {
  const known = new Set(own.map(tag => tag.key));
  const implied: Record<string, string | null> = {
    [TAG.name]: row.name,
    [TAG.user]: row.user_name,
    [TAG.parent]: row.parent_id,
    [TAG.source]: row.notebook
  };
  const added = Object.entries(implied)
    .filter(([key, value]) => value !== null && !known.has(key))
    .map(([key, value]) => ({ key, value: value! }));
  return [...own.map(pairOf), ...added];
}

function presentDataset(row: DatasetRow) {
  const { digest, name, profile, schema, source, source_type } = row;
  const more = row.tags ? (JSON.parse(row.tags) as Pair[]) : [];
  const tags = [...(row.context ? [{ key: TAG.context, value: row.context }] : []), ...more];
  return {
    ...listed('tags', tags),
    dataset: {
      name,
      digest,
      source_type,
      source,
      ...(schema !== null && { schema }),
      ...(profile !== null && { profile })
    }
  };
}

const pairOf = ({ key, value }: Pair): Pair => ({ key, value });

const modelsIn = (rows: RunModelRow[], direction: RunModelRow['direction']): RunModelRow[] =>
  rows.filter(row => row.direction === direction);

function byRun<T extends { run_id: string }>(rows: T[]): Map<string, T[]> {
  return Map.groupBy(rows, row => row.run_id);
}
