import type {
  FileInfo,
  LoggedModel,
  MlflowModelVersion,
  MlflowRun,
  RegisteredModel
} from '@atelier-ml/api';
import { hasCode } from '@atelier-ml/api';
import { filesBelow, IMPORTED_FROM } from './import-runs.ts';
import type { ImportContext } from './import-runs.ts';
import { encodedPath, isMissing } from './mlflow-api.ts';
import type { MlflowApi } from './mlflow-api.ts';

const PENDING = 'LOGGED_MODEL_PENDING';

/** What things of the source are called here. */
export interface Ids {
  runs: Map<string, string>;
  models: Map<string, string>;
  /** Runs of here that lie in the trash. */
  trashed: Set<string>;
}

/** Copies the models that runs of an experiment have logged. @returns how many are new */
export async function importLoggedModels(
  context: ImportContext,
  from: string,
  into: string | undefined,
  ids: Ids
): Promise<number> {
  const { dryRun, signal, source, target } = context;
  const listed = (api: MlflowApi, experiment: string) =>
    api.all<LoggedModel>('POST', 'mlflow/logged-models/search', 'models', {
      body: { experiment_ids: [experiment] },
      signal
    });
  const models = await listed(source, from).catch((error: unknown) => {
    if (isMissing(error)) {
      return []; // a server before MLflow 3
    }
    throw error;
  });
  const here = new Map(
    (into === undefined ? [] : await listed(target, into)).map(({ info }) => [
      info.tags?.find(tag => tag.key === IMPORTED_FROM)?.value,
      info
    ])
  );
  let added = 0;
  for (const model of models) {
    const known = here.get(`${source.name}#${model.info.model_id}`);
    // What was interrupted in copying still waits for its files.
    const isHalf = known?.status === PENDING && model.info.status !== PENDING;
    if (known && !isHalf) {
      ids.models.set(model.info.model_id, known.model_id);
    } else {
      added++;
      if (known && !dryRun) {
        await target.ask('DELETE', `mlflow/logged-models/${known.model_id}`);
      }
      const made = dryRun ? model.info.model_id : await copyModel(context, model, into!, ids);
      ids.models.set(model.info.model_id, made);
    }
  }
  return added;
}

async function copyModel(
  { signal, source, target }: ImportContext,
  { data, info }: LoggedModel,
  experiment: string,
  ids: Ids
): Promise<string> {
  const runId = ids.runs.get(info.source_run_id ?? '');
  const { model } = await target.ask<{ model: LoggedModel }>('POST', 'mlflow/logged-models', {
    body: {
      experiment_id: experiment,
      name: info.name,
      model_type: info.model_type,
      source_run_id: runId,
      params: data?.params ?? [],
      tags: [...(info.tags ?? []), { key: IMPORTED_FROM, value: `${source.name}#${info.model_id}` }]
    }
  });
  const id = model.info.model_id;
  try {
    const paths = await filesBelow(folder =>
      source.all<FileInfo>(
        'GET',
        `mlflow/logged-models/${info.model_id}/artifacts/directories`,
        'files',
        { query: { artifact_directory_path: folder }, signal }
      )
    );
    for (const path of paths) {
      const { body } = await source.download(
        { artifactUri: info.artifact_uri, modelId: info.model_id, path },
        signal
      );
      await target.send(
        `/api/2.0/mlflow-artifacts/artifacts/${encodedPath(`${experiment}/models/${id}/artifacts/${path}`)}`,
        { method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' }, signal }
      );
    }
    for (const metric of data?.metrics ?? []) {
      const ofRun = ids.runs.get(metric.run_id ?? '');
      if (ofRun !== undefined && !ids.trashed.has(ofRun)) {
        await target.ask('POST', 'mlflow/runs/log-batch', {
          body: { run_id: ofRun, metrics: [{ ...metric, model_id: id }] }
        });
      }
    }
    await target.ask('PATCH', `mlflow/logged-models/${id}`, {
      body: { status: info.status }
    });
  } catch (error) {
    // If that fails too, the next import finds it pending.
    await target.ask('DELETE', `mlflow/logged-models/${id}`).catch(() => undefined);
    throw error;
  }
  return id;
}

/** Ties runs to the models that they have used and made. */
export async function linkModels({ target }: ImportContext, run: MlflowRun, ids: Ids) {
  const known = <T extends { model_id: string }>(models: T[] | undefined): T[] =>
    (models ?? []).flatMap(model => {
      const id = ids.models.get(model.model_id);
      return id === undefined ? [] : [{ ...model, model_id: id }];
    });
  const runId = ids.runs.get(run.info.run_id)!;
  if (ids.trashed.has(runId)) {
    return;
  }
  const [inputs, outputs] = [known(run.inputs?.model_inputs), known(run.outputs?.model_outputs)];
  if (inputs.length) {
    await target.ask('POST', 'mlflow/runs/log-inputs', { body: { run_id: runId, models: inputs } });
  }
  if (outputs.length) {
    await target.ask('POST', 'mlflow/runs/outputs', { body: { run_id: runId, models: outputs } });
  }
}

/** Where a version's files are, in the names of here; undefined when they were not imported. */
export function sourceHere(version: MlflowModelVersion, ids: Ids): string | undefined {
  const { model_id: modelId, source } = version;
  const logged = modelId ?? /(?:^models:\/+|\/models\/)(m-[0-9a-f]{32})(?:\/|$)/.exec(source)?.[1];
  if (logged) {
    const id = ids.models.get(logged);
    return id && `models:/${id}`;
  }
  const [, runId, path = ''] =
    /^runs:\/+([0-9a-f]{32})\/?(.*)$/.exec(source) ??
    /([0-9a-f]{32})\/artifacts\/?(.*)$/.exec(source) ??
    [];
  const id = ids.runs.get(runId ?? '');
  return id && `runs:/${id}/${path}`;
}

/** Copies a registered model, its versions in their order. @returns how many versions are new */
export async function importRegisteredModel(
  { dryRun, signal, source, target }: ImportContext,
  model: RegisteredModel,
  ids: Ids,
  skip: (version: MlflowModelVersion) => void
): Promise<number> {
  const { name } = model;
  const versionsOf = (api: MlflowApi) =>
    api.all<MlflowModelVersion>('GET', 'mlflow/model-versions/search', 'model_versions', {
      query: { filter: `name = '${name.replaceAll("'", "''")}'`, max_results: 200 },
      signal
    });
  const originOf = (version: string): string => `${source.name}#${name}/${version}`;
  const here = new Map(
    (await versionsOf(target)).map(({ tags, version }) => [
      tags?.find(tag => tag.key === IMPORTED_FROM)?.value,
      version
    ])
  );
  const numbers = new Map<string, string>();
  let added = 0;
  const versions = (await versionsOf(source)).sort((a, b) => Number(a.version) - Number(b.version));
  const found = versions.flatMap(version => {
    const place = sourceHere(version, ids);
    if (place === undefined) {
      skip(version);
      return [];
    }
    return [{ place, version }];
  });
  if (!found.length && versions.length) {
    return 0;
  }
  if (!dryRun) {
    await ensureModel(target, model);
  }
  for (const { place, version } of found) {
    const known = here.get(originOf(version.version));
    if (known !== undefined || dryRun) {
      added += known === undefined ? 1 : 0;
      numbers.set(version.version, known ?? version.version);
      continue;
    }
    signal.throwIfAborted();
    const made = await target.ask<{ model_version: MlflowModelVersion }>(
      'POST',
      'mlflow/model-versions/create',
      {
        body: {
          name,
          source: place,
          run_id: ids.runs.get(version.run_id ?? ''),
          model_id: ids.models.get(version.model_id ?? ''),
          description: version.description,
          run_link: version.run_link,
          tags: [...(version.tags ?? []), { key: IMPORTED_FROM, value: originOf(version.version) }]
        }
      }
    );
    const number = made.model_version.version;
    if (version.current_stage && version.current_stage !== 'None') {
      await target.ask('POST', 'mlflow/model-versions/transition-stage', {
        body: { name, version: number, stage: version.current_stage }
      });
    }
    numbers.set(version.version, number);
    added++;
  }
  for (const { alias, version } of dryRun ? [] : (model.aliases ?? [])) {
    const number = numbers.get(version);
    if (number !== undefined) {
      await target.ask('POST', 'mlflow/registered-models/alias', {
        body: { name, alias, version: number }
      });
    }
  }
  return added;
}

async function ensureModel(
  target: ImportContext['target'],
  { description, name, tags = [] }: RegisteredModel
): Promise<void> {
  await target
    .ask('POST', 'mlflow/registered-models/create', { body: { name, tags, description } })
    .catch((error: unknown) => {
      if (!hasCode(error, 'already-exists')) {
        throw error;
      }
    });
}
