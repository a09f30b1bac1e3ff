import { AtelierError } from '@atelier-ml/api';
import type { MlflowExperiment, MlflowRun, RegisteredModel } from '@atelier-ml/api';
import { importLoggedModels, importRegisteredModel, linkModels } from './import-models.ts';
import type { Ids } from './import-models.ts';
import { importRun } from './import-runs.ts';
import type { ImportContext } from './import-runs.ts';
import { isMissing } from './mlflow-api.ts';

export interface ImportOptions extends ImportContext {
  /** Names; all experiments if there are none. */
  experiments: string[];
  /** Also runs that lie in the trash of the source; they lie in the trash afterwards. */
  deleted: boolean;
  /** Told a line of progress now and then. */
  tell(line: string): void;
}

export interface ImportReport {
  source: string;
  dryRun: boolean;
  experiments: number;
  /** Written, or to be written. */
  runs: number;
  /** Here already, as they are there. */
  unchanged: number;
  loggedModels: number;
  modelVersions: number;
  /** What could not be imported, and why. */
  skipped: { what: string; why: string }[];
}

/** Copies a tracking server into a workspace; again, it adds what is new there. */
export async function importMlflow(options: ImportOptions): Promise<ImportReport> {
  const { dryRun, signal, source, tell } = options;
  const ids: Ids = { runs: new Map(), models: new Map(), trashed: new Set() };
  const report: ImportReport = {
    source: source.name,
    dryRun,
    experiments: 0,
    runs: 0,
    unchanged: 0,
    loggedModels: 0,
    modelVersions: 0,
    skipped: []
  };
  const experiments = await experimentsOf(options);
  for (const [index, experiment] of experiments.entries()) {
    const place = `experiment ${index + 1} of ${experiments.length}, ${experiment.name}`;
    const into = await experimentHere(options, experiment);
    if (into === 'deleted') {
      report.skipped.push({
        what: place,
        why: 'an experiment of this name lies in the trash here'
      });
      continue;
    }
    report.experiments++;
    const runs = await source.all<MlflowRun>('POST', 'mlflow/runs/search', 'runs', {
      signal,
      body: {
        experiment_ids: [experiment.experiment_id],
        run_view_type: options.deleted ? 'ALL' : 'ACTIVE_ONLY',
        max_results: 1_000
      }
    });
    for (const [number, run] of runs.entries()) {
      signal.throwIfAborted();
      const { changed, id, trashed } = await importRun(options, run, experiment);
      ids.runs.set(run.info.run_id, id);
      if (trashed) {
        ids.trashed.add(id);
      }
      report[changed ? 'runs' : 'unchanged']++;
      tell(`${place}: run ${number + 1} of ${runs.length}`);
    }
    report.loggedModels += await importLoggedModels(options, experiment.experiment_id, into, ids);
    for (const run of dryRun ? [] : runs) {
      await linkModels(options, run, ids);
    }
  }
  await importRegistry(options, ids, report);
  return report;
}

async function experimentsOf({
  experiments: names,
  signal,
  source
}: ImportOptions): Promise<MlflowExperiment[]> {
  const all = await source.all<MlflowExperiment>(
    'POST',
    'mlflow/experiments/search',
    'experiments',
    { body: { max_results: 1_000, view_type: 'ACTIVE_ONLY' }, signal }
  );
  const unknown = names.find(name => !all.some(each => each.name === name));
  if (unknown !== undefined) {
    throw new AtelierError('not-found', `${source.name} has no experiment “${unknown}”.`, {
      remedy: `It has ${all.map(each => `“${each.name}”`).join(', ')}.`
    });
  }
  return names.length ? all.filter(each => names.includes(each.name)) : all;
}

/** The number of the experiment of the same name; it is made if there is none. */
async function experimentHere(
  { dryRun, target }: ImportOptions,
  { name, tags = [] }: MlflowExperiment
): Promise<string | undefined> {
  try {
    const { experiment } = await target.ask<{ experiment: MlflowExperiment }>(
      'GET',
      'mlflow/experiments/get-by-name',
      { query: { experiment_name: name } }
    );
    const { experiment_id: id, lifecycle_stage: stage } = experiment;
    for (const tag of dryRun || stage === 'deleted' ? [] : tags) {
      await target.ask('POST', 'mlflow/experiments/set-experiment-tag', {
        body: { experiment_id: id, ...tag }
      });
    }
    return stage === 'deleted' ? 'deleted' : id;
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  if (dryRun) {
    return undefined;
  }
  const made = await target.ask<{ experiment_id: string }>('POST', 'mlflow/experiments/create', {
    body: { name, tags }
  });
  return made.experiment_id;
}

async function importRegistry(
  options: ImportOptions,
  ids: Ids,
  report: ImportReport
): Promise<void> {
  const { signal, source, tell } = options;
  const models = await source.all<RegisteredModel>(
    'GET',
    'mlflow/registered-models/search',
    'registered_models',
    { query: { max_results: 100 }, signal }
  );
  for (const model of models) {
    tell(`registered model ${model.name}`);
    report.modelVersions += await importRegisteredModel(options, model, ids, ({ version }) => {
      report.skipped.push({
        what: `version ${version} of the registered model ${model.name}`,
        why: 'its files belong to no run or model that was imported'
      });
    });
  }
}
