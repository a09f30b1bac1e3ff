export { artifactReferences } from './artifact-references.store.ts';
export { createBulk } from './bulk.service.ts';
export { DEFAULT_EXPERIMENT, createExperimentStore } from './experiments.store.ts';
export { createExperimentRoutes } from './experiments.routes.ts';
export { createExperimentsTrash } from './experiments-trash.ts';
export { isMeant } from './trash-scope.store.ts';
export { createExperiments } from './experiments.service.ts';
export type { Experiments } from './experiments.service.ts';
export { createHistories } from './histories.service.ts';
export type { Histories } from './histories.service.ts';
export { createJournalFront } from './journal.front.ts';
export { createJournal } from './journal.service.ts';
export { createRunLogs } from './run-logs.service.ts';
export type { LooseEntry } from './journal-fold.ts';
export type { Journal } from './journal.service.ts';
export { createGroupCommit } from './group-commit.ts';
export type { Outcome } from './group-commit.ts';
export { changeOf } from './journal-batch.ts';
export { createJournalStore } from './journal.store.ts';
export type { ClaimedRun } from './journal.store.ts';
export { appendPoint, copyPoints, emptyPoints } from './metric-chunk.ts';
export type { Points } from './metric-chunk.ts';
export { createMetricsStore } from './metrics.store.ts';
export { createRunDetailsStore } from './run-details.store.ts';
export { createRunRoutes } from './runs.routes.ts';
export { createRuns } from './runs.service.ts';
export type { Runs } from './runs.service.ts';
export {
  createRunFinder,
  createRunSearchStore,
  createRunSummaries,
  readCursor,
  writeCursor
} from './search/index.ts';
export type { RunFinder, RunSearch } from './search/index.ts';
export type { ListedRun } from './runs.store.ts';
export { createSeriesStore } from './series.store.ts';
export { watchStaleRuns } from './stale-watch.ts';
export type { DatasetRow, ExperimentRow, MetricRow, RunRow, RunTables } from './tables.ts';
export { QUIET_PATIENCE, statusOf } from './staleness.ts';
