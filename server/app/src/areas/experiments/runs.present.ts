import { toMetricValue } from '@atelier-ml/api';
import type { Artifact, CellRuns, MetricSeries, Run } from '@atelier-ml/api';
import type { FoundCellRun } from './cell-runs.store.ts';
import type { Points } from './metric-chunk.ts';
import { presentSummary } from './metric-summary.ts';
import { statusOf } from './staleness.ts';
import type { ListedRun } from './runs.store.ts';
import type { ArtifactRow, MetricRow } from './tables.ts';

interface TextRow {
  run_id: string;
  key: string;
  value: string;
}

/** What is kept of runs besides their own rows, for all runs of a page at once. */
export interface RunTexts {
  params: TextRow[];
  tags: TextRow[];
  metrics: MetricRow[];
}

export function presentRuns(rows: ListedRun[], texts: RunTexts): Run[] {
  const params = groupByRun(texts.params);
  const tags = groupByRun(texts.tags);
  const metrics = groupByRun(texts.metrics);
  return rows.map(row => ({
    id: row.id,
    workspaceId: row.workspace_id,
    experimentId: row.experiment_id,
    experimentName: row.experiment_name,
    name: row.name,
    status: statusOf(row),
    error: row.error,
    parentId: row.parent_id,
    user: row.user_name,
    notebook: row.notebook,
    params: recordOf(params.get(row.id), text => text.value),
    metrics: recordOf(metrics.get(row.id), presentSummary),
    tags: recordOf(tags.get(row.id), text => text.value),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at ?? row.experiment_deleted_at
  }));
}

export function presentArtifact(row: ArtifactRow): Artifact {
  return {
    path: row.path,
    sha256: row.sha256,
    size: row.size,
    mediaType: row.media_type,
    step: row.step,
    createdAt: row.created_at
  };
}

/** In the order of the rows: by cell, the last started run first. */
export function presentCellRuns(rows: FoundCellRun[]): CellRuns[] {
  const byCell = Map.groupBy(rows, row => row.cell_id);
  return [...byCell].map(([cellId, runs]) => ({
    cellId,
    runs: runs.map(row => ({
      id: row.id,
      name: row.name,
      experimentName: row.experiment_name,
      status: statusOf(row),
      startedAt: row.started_at,
      sourceHash: row.source_hash,
      executionCount: row.execution_count
    }))
  }));
}

/** `count` tells of the points stored, of which `points` may be a sample. */
export function presentSeries(key: string, points: Points, count: number): MetricSeries {
  return {
    key,
    steps: points.steps,
    values: points.values.map(toMetricValue),
    times: points.times,
    count
  };
}

function groupByRun<T extends { run_id: string }>(rows: T[]): Map<string, T[]> {
  return Map.groupBy(rows, row => row.run_id);
}

/** Keys come from users: `__proto__` is one like any other. */
function recordOf<T extends { key: string }, V>(
  rows: T[] | undefined,
  valueOf: (row: T) => V
): Record<string, V> {
  return Object.fromEntries((rows ?? []).map(row => [row.key, valueOf(row)]));
}
