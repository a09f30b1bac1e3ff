import { AtelierError } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import { createCellRunsStore } from './cell-runs.store.ts';
import type { FoldedBatch } from './journal-fold.ts';
import { createMetricsStore } from './metrics.store.ts';
import { createRunDetailsStore } from './run-details.store.ts';
import { createRunLogsStore } from './run-logs.store.ts';
import type { RunRow } from './tables.ts';

export interface FoldOptions {
  /** The batch has made the run. */
  isNew: boolean;
  /** The writer does not number its entries, and may say a point twice. */
  isLoose: boolean;
  /** A param that says otherwise than before refuses the batch, instead of being noted in a tag. */
  strictParams: boolean;
}

/** Stores all that a batch says but what concerns the run's own row. */
export async function storeFolded(
  queries: Queries,
  run: RunRow,
  folded: FoldedBatch,
  options: FoldOptions
): Promise<void> {
  const { cells, datasets, definitions, links, logs, metrics } = folded;
  const details = createRunDetailsStore(queries);
  if (metrics.size) {
    const points = [...metrics].map(([key, of]) => ({
      run,
      key,
      points: of,
      loose: options.isLoose ? of.values.map((_, index) => index) : []
    }));
    await createMetricsStore(queries).append(points);
  }
  await storeTexts(queries, run, folded, options);
  if (definitions.size) {
    await details.defineMetrics(run.experiment_id, definitions);
  }
  if (cells.length) {
    await details.addCells(run.id, cells);
    await createCellRunsStore(queries).add(
      run,
      cells.map(({ cell }) => cell)
    );
  }
  if (links.length) {
    await details.addLinks(run.id, links);
  }
  if (datasets.length) {
    await details.addDatasets(
      datasets.map(({ dataset, position }) => ({
        run_id: run.id,
        name: dataset.name,
        digest: dataset.digest,
        context: dataset.context ?? '',
        source_type: dataset.sourceType,
        source: dataset.source,
        schema: dataset.schema,
        profile: dataset.profile,
        position
      }))
    );
  }
  if (logs.length) {
    await createRunLogsStore(queries).append(run.id, logs);
  }
  await storeArtifacts(queries, run, folded);
}

async function storeTexts(
  queries: Queries,
  run: RunRow,
  { conflicts: within, params, start, tags }: FoldedBatch,
  { isNew, strictParams }: FoldOptions
): Promise<void> {
  const details = createRunDetailsStore(queries);
  const against = params.size ? await details.addParams(run, params) : [];
  const conflicts = new Map([...within, ...against]);
  const [conflict] = conflicts;
  if (strictParams && conflict) {
    throw new AtelierError(
      'invalid-input',
      `The param “${conflict[0]}” has a value already; it cannot become “${conflict[1].slice(0, 200)}”.`,
      { remedy: 'A param is written once. Log it under another name, or start another run.' }
    );
  }
  // A second source that opens the run must not take back what was tagged meanwhile.
  const all = [
    ...(isNew && start ? Object.entries(start.tags) : []),
    ...tags,
    ...[...conflicts].map(conflictTag)
  ];
  if (all.length) {
    await details.setTags(run, new Map(all));
  }
}

async function storeArtifacts(
  queries: Queries,
  run: RunRow,
  { artifacts }: FoldedBatch
): Promise<void> {
  if (!artifacts.size) {
    return;
  }
  const rows = [...artifacts.values()].map(artifact => ({
    run_id: run.id,
    path: artifact.path,
    sha256: artifact.sha256,
    size: artifact.size,
    media_type: artifact.mediaType,
    step: artifact.step ?? null,
    created_at: artifact.at
  }));
  await createRunDetailsStore(queries).addArtifacts(rows);
}

/** A param is written once; what came later under its key stays visible and blocks nothing. */
function conflictTag([key, value]: [string, string]): [string, string] {
  return [
    `atelier.ignored-param.${key}`.slice(0, 250),
    `“${value.slice(0, 1_000)}” came after another value and was ignored: a param is written once.`
  ];
}
