import type { RunStatus } from '@atelier-ml/api';

export interface ExperimentRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  created_at: number;
  updated_at: number;
}

/** `stale` is not stored: it is `running` and not heard of for a while. */
export type StoredStatus = Exclude<RunStatus, 'stale'>;

export interface RunRow {
  id: string;
  workspace_id: string;
  experiment_id: string;
  name: string;
  status: StoredStatus;
  error: string | null;
  parent_id: string | null;
  notebook: string | null;
  /** JSON. */
  environment: string;
  started_at: number;
  ended_at: number | null;
  updated_at: number;
  /** When the server last got anything from it, by the clock of the server. */
  heard_at: number;
  /** Position of its last journal entry. */
  last_position: number;
}

export interface MetricRow {
  run_id: string;
  key: string;
  workspace_id: string;
  experiment_id: string;
  last: number | null;
  minimum: number | null;
  maximum: number | null;
  count: number;
  step: number;
  /** Number of the chunk that is being filled, and how many points it has. */
  chunk: number;
  chunk_count: number;
}

export interface ChunkRow {
  run_id: string;
  key: string;
  chunk: number;
  last_position: number;
  points: Uint8Array;
}

export interface ArtifactRow {
  run_id: string;
  path: string;
  sha256: string;
  size: number;
  media_type: string;
  created_at: number;
}

interface TextRow {
  run_id: string;
  key: string;
  value: string;
}

/** The tables of experiments and runs. */
// An interface would not fit the index signature that Kysely asks for.
export type RunTables = {
  experiments: ExperimentRow;
  runs: RunRow;
  deleted_runs: { id: string; deleted_at: number };
  run_sources: { run_id: string; source: string; acknowledged: number };
  run_metrics: MetricRow;
  metric_chunks: ChunkRow;
  run_params: TextRow;
  run_tags: TextRow;
  run_cells: { run_id: string; position: number; cell: string };
  run_links: { run_id: string; direction: 'input' | 'output'; uri: string; position: number };
  run_artifacts: ArtifactRow;
};

/** Rows in slices that keep a statement below the number of values that SQLite takes. */
export function* slicesOf<T>(rows: T[], size = 500): Generator<T[]> {
  for (let start = 0; start < rows.length; start += size) {
    yield rows.slice(start, start + size);
  }
}
