import { AtelierError, toMetricValue } from '@atelier-ml/api';
import type { DatasetInput, MetricIn, mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import {
  appendPoint,
  createMetricsStore,
  createRunDetailsStore,
  emptyPoints
} from '../experiments/index.ts';
import type { Points } from '../experiments/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid, missing } from './errors.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import { TAG } from './run-present.ts';
import { setTags } from './run-tags.ts';
import type { RunWrite } from './run-writer.ts';
import { createTrackingStore } from './tracking.store.ts';
import {
  keptParam,
  keptTag,
  requireBatchSizes,
  requireDataset,
  requireMetric,
  requireUniqueKeys
} from './validation.ts';

type Pair = { key: string; value: string };
type Handlers = HandlersOf<typeof mlflowRoutes.runs>;
type Logging =
  | 'logMetric'
  | 'logParameter'
  | 'logBatch'
  | 'setTag'
  | 'deleteTag'
  | 'logInputs'
  | 'outputs'
  | 'logModel';

/** What is logged to runs: each request is stored as a whole, or refused as a whole. */
export function createLoggingHandlers(context: MlflowContext): Pick<Handlers, Logging> {
  const { journal, workspaceId, write } = context;

  /** Points alone take the way that is the quickest. */
  async function logPoints(runId: string, metrics: MetricIn[]): Promise<void> {
    if (metrics.some(metric => metric.model_id)) {
      await write(runId, run => addMetrics(run, metrics));
      return;
    }
    const entries = metrics.map(({ key, step, timestamp, value }) => ({
      type: 'metric' as const,
      at: timestamp,
      key,
      step,
      value: toMetricValue(value)
    }));
    try {
      await journal.log({ workspaceId, runId, entries });
    } catch (error) {
      const isThere =
        (await createTrackingStore(context.database.queries).runsOf([runId])).length > 0;
      throw refusalOf(error, runId, isThere);
    }
  }

  return {
    async logMetric({ body: { run_id: runId, ...metric } }) {
      requireMetric(metric);
      await logPoints(runId, [metric]);
      return {};
    },
    async logParameter({ body }) {
      const param = keptParam(body);
      await write(body.run_id, run => addParams(run, [param], false));
      return {};
    },
    async logBatch({ body }) {
      const { metrics } = body;
      metrics.forEach((metric, index) => requireMetric(metric, `metrics[${index}]`));
      const params = body.params.map((param, index) => keptParam(param, `params[${index}]`));
      const tags = body.tags.map((tag, index) => keptTag(tag, `tags[${index}]`));
      requireBatchSizes({
        metrics: metrics.length,
        params: params.length,
        tags: tags.length
      });
      requireUniqueKeys(params);
      if (metrics.length && !params.length && !tags.length) {
        await logPoints(body.run_id, metrics);
        return {};
      }
      await write(body.run_id, async run => {
        await addParams(run, params, true);
        await addMetrics(run, metrics);
        await setTags(run, tags);
      });
      return {};
    },
    async setTag({ body }) {
      const tag = keptTag(body);
      await write(body.run_id, run => setTags(run, [tag]));
      return {};
    },
    async deleteTag({ body }) {
      await write(body.run_id, async run => {
        if (!(await createTrackingStore(run.queries).deleteTag(body.run_id, body.key))) {
          throw missing(`No tag with name: ${body.key} in run with id ${body.run_id}`);
        }
        run.news = true;
      });
      return {};
    },
    async logInputs({ body }) {
      body.datasets.forEach(({ dataset }) => requireDataset(dataset));
      await write(body.run_id, async run => {
        await addDatasets(run, body.datasets);
        await addModels(run, 'input', body.models);
      });
      return {};
    },
    async outputs({ body }) {
      await write(body.run_id, run => addModels(run, 'output', body.models));
      return {};
    },
    async logModel({ body }) {
      await write(body.run_id, run => noteModel(run, body.model_json));
      return {};
    }
  };
}

/** What the journal refuses, in the words of MLflow, which knows no run that is gone for good. */
function refusalOf(error: unknown, runId: string, isThere: boolean): unknown {
  const code = error instanceof AtelierError ? error.code : undefined;
  if (code === 'not-found' || (code === 'run-deleted' && !isThere)) {
    return missing(`Run with id=${runId} not found`);
  }
  return code === 'run-deleted'
    ? invalid(`The run ${runId} must be in the 'active' state. Current state is deleted.`)
    : error;
}

async function addMetrics(write: RunWrite, metrics: MetricIn[]): Promise<void> {
  if (!metrics.length) {
    return;
  }
  let position = write.changes.last_position ?? write.run.last_position;
  const byKey = new Map<string, Points>();
  for (const { key, step, timestamp, value } of metrics) {
    const points = byKey.get(key) ?? emptyPoints();
    byKey.set(key, points);
    appendPoint(points, ++position, step, value, timestamp);
  }
  const added = [...byKey].map(([key, points]) => ({
    run: write.run,
    key,
    points,
    // clients send again what they have not seen answered
    loose: points.values.map((_, index) => index)
  }));
  await createMetricsStore(write.queries).append(added);
  const ofModels = metrics.filter(metric => metric.model_id);
  if (ofModels.length) {
    await createLoggedModelStore(write.queries).addMetrics(write.run.id, ofModels);
  }
  write.changes.last_position = position;
  write.progress = true;
}

async function addParams(write: RunWrite, params: Pair[], batch: boolean): Promise<void> {
  if (!params.length) {
    return;
  }
  const { run } = write;
  const details = createRunDetailsStore(write.queries);
  const conflicts = await details.addParams(run, new Map(params.map(p => [p.key, p.value])));
  if (conflicts.size) {
    const stored = new Map((await details.params([run.id])).map(p => [p.key, p.value]));
    throw invalid(conflictSentence(run.id, conflicts, stored, batch));
  }
  write.news = true;
}

function conflictSentence(
  runId: string,
  conflicts: Map<string, string>,
  stored: Map<string, string>,
  batch: boolean
): string {
  const all = [...conflicts].map(([key, value]) => ({ key, value, old: stored.get(key)! }));
  const [first] = all as [(typeof all)[number]];
  const listed = all
    .map(c => `{'key': '${c.key}', 'old_value': '${c.old}', 'new_value': '${c.value}'}`)
    .join(', ');
  return batch
    ? `Changing param values is not allowed. Params were already logged='[${listed}]' ` +
        `for run ID='${runId}'.`
    : `Changing param values is not allowed. Param with key='${first.key}' was already logged ` +
        `with value='${first.old}' for run ID='${runId}'. ` +
        `Attempted logging new value '${first.value}'.`;
}

/** A dataset of the same name and digest is used once by a run, whatever for. */
async function addDatasets(write: RunWrite, inputs: DatasetInput[]): Promise<void> {
  const { queries, run } = write;
  const details = createRunDetailsStore(queries);
  const nameOf = (d: { name: string; digest: string }): string =>
    JSON.stringify([d.name, d.digest]);
  const seen = new Set((await details.datasets(run.id)).map(nameOf));
  const fresh = inputs.filter(({ dataset }) => {
    const name = nameOf(dataset);
    return !seen.has(name) && seen.add(name);
  });
  if (!fresh.length) {
    return;
  }
  let position = write.changes.last_position ?? run.last_position;
  await details.addDatasets(
    fresh.map(({ dataset, tags }) => {
      const more = tags.filter(tag => tag.key !== TAG.context);
      return {
        run_id: run.id,
        name: dataset.name,
        digest: dataset.digest,
        context: tags.find(tag => tag.key === TAG.context)?.value ?? '',
        source_type: dataset.source_type,
        source: dataset.source,
        schema: dataset.schema ?? null,
        profile: dataset.profile ?? null,
        position: ++position,
        tags: more.length ? JSON.stringify(more) : null
      };
    })
  );
  write.changes.last_position = position;
  write.news = true;
}

async function addModels(
  write: RunWrite,
  direction: 'input' | 'output',
  models: { model_id: string; step?: number }[]
): Promise<void> {
  if (models.length) {
    await createTrackingStore(write.queries).addModels(
      models.map(({ model_id, step = 0 }) => ({ run_id: write.run.id, direction, model_id, step }))
    );
    write.news = true;
  }
}

/** What clients before MLflow 3 say of a model that they have stored among a run's artifacts. */
async function noteModel(write: RunWrite, text: string): Promise<void> {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch {
    throw invalid(`Malformed model info. \n ${text.slice(0, 500)} \n is not a valid JSON.`);
  }
  const { artifact_path, flavors, run_id, utc_time_created } = (model ?? {}) as Record<
    string,
    unknown
  >;
  if (!artifact_path || !flavors || !utc_time_created || run_id === undefined) {
    throw invalid(
      "Model json is missing mandatory fields: 'artifact_path', 'flavors', " +
        "'utc_time_created' and 'run_id' are needed."
    );
  }
  const tags = await createRunDetailsStore(write.queries).tags([write.run.id]);
  const before = tags.find(tag => tag.key === TAG.modelHistory)?.value ?? '[]';
  const value = JSON.stringify([...(JSON.parse(before) as unknown[]), model]);
  await setTags(write, [{ key: TAG.modelHistory, value }]);
}
