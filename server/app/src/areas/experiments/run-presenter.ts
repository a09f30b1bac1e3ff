import type { Run, RunDetail, RunParts } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import { createMetricsStore } from './metrics.store.ts';
import { createRunDetailsStore } from './run-details.store.ts';
import { presentArtifact, presentRuns } from './runs.present.ts';
import type { ListedRun } from './runs.store.ts';

/** Turns rows of runs into what callers see, with all that is kept of them elsewhere. */
export function createRunPresenter(queries: Queries) {
  const details = createRunDetailsStore(queries);
  const metrics = createMetricsStore(queries);

  async function all(rows: ListedRun[], only?: RunParts): Promise<Run[]> {
    const ids = rows.map(row => row.id);
    if (!ids.length) {
      return [];
    }
    const texts = {
      params: only?.params.length === 0 ? [] : await details.params(ids, only?.params),
      tags: await details.tags(ids),
      metrics: only?.metrics.length === 0 ? [] : await metrics.summaries(ids, only?.metrics)
    };
    return presentRuns(rows, texts);
  }

  async function detail(row: ListedRun): Promise<RunDetail> {
    const links = await details.links(row.id);
    const uris = (direction: 'input' | 'output'): string[] =>
      links.filter(link => link.direction === direction).map(link => link.uri);
    const run = (await all([row]))[0]!;
    const definitions = await details.metricDefinitions(row.experiment_id);
    return {
      ...run,
      environment: JSON.parse(row.environment) as Record<string, string>,
      forkedFrom: forkOf(row),
      inputs: uris('input'),
      outputs: uris('output'),
      datasets: await details.datasets(row.id),
      cells: await details.cells(row.id),
      artifacts: (await details.artifacts(row.id)).map(presentArtifact),
      metricDefinitions: Object.fromEntries(
        [...definitions].filter(([key]) => Object.hasOwn(run.metrics, key))
      )
    };
  }

  return { all, detail };
}

function forkOf({ forked_from_run: run, forked_from_step: step }: ListedRun) {
  return run === null ? null : { run, step: step ?? 0 };
}
