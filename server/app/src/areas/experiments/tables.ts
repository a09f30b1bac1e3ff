import type { MetricGoal, RunStatus } from '@atelier-ml/api';
import type { Generated } from 'kysely';

export interface ExperimentRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  number: number;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  deleted_by?: string | null;
  /** Where MLflow's clients put artifacts, if not with this server. */
  artifact_location?: string | null;
}

/** `stale` is not stored: it is `running` and silent since `silent_at`. */
export type StoredStatus = Exclude<RunStatus, 'stale'>;

export interface RunRow {
  id: string;
  workspace_id: string;
  experiment_id: string;
  name: string;
  status: StoredStatus;
  error: string | null;
  parent_id: string | null;
  user_name: string | null;
  notebook: string | null;
  forked_from_run: string | null;
  forked_from_step: number | null;
  /** JSON. */
  environment: string;
  started_at: number;
  ended_at: number | null;
  updated_at: number;
  /** When the server last got anything from it, by the clock of the server. */
  heard_at: number;
  /** The `heard_at` after which a server has waited in vain. */
  silent_at?: number | null;
  /** Position of its last journal entry. */
  last_position: number;
  deleted_at: number | null;
  deleted_by?: string | null;
}

/** What the text of a tag or a param hangs on. */
export type RunKey = Pick<RunRow, 'id' | 'experiment_id'>;

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
  /** When the last point was taken; null in what was stored before this was kept. */
  time: number | null;
  /** Number of the chunk that is being filled, and how many points it has. */
  chunk: number;
  chunk_count: number;
}

export interface ChunkRow {
  run_id: string;
  key: string;
  chunk: number;
  last_position: number;
  /** The lowest and the highest; null in what was stored before these were kept. */
  first_step: number | null;
  last_step: number | null;
  /** See metric-outline. */
  outline: Uint8Array | null;
  points: Uint8Array;
}

/** A stretch of what a run has written; see log-block. */
export interface LogRow {
  run_id: string;
  first_position: number;
  last_position: number;
  /** Characters of the texts in it. */
  length: number;
  content: Uint8Array;
}

export interface CellRunRow {
  workspace_id: string;
  cell_id: string;
  started_at: number;
  run_id: string;
  source_hash: string;
  execution_count: number | null;
}

export interface ArtifactRow {
  run_id: string;
  path: string;
  sha256: string;
  size: number;
  media_type: string;
  step: number | null;
  created_at: number;
}

interface TextRow {
  run_id: string;
  experiment_id: string;
  key: string;
  value: string;
}

export interface DatasetRow {
  run_id: string;
  name: string;
  digest: string;
  /** Empty where none was said. */
  context: string;
  source_type: string;
  source: string;
  schema: string | null;
  profile: string | null;
  position: number;
  /** JSON; what MLflow's clients have tagged its use with, beside the context. */
  tags?: string | null;
}

export type KeyKind = 'metric' | 'param' | 'tag';

/** A name that runs of an experiment have used; unit and goal are those of a metric. */
export interface KeyRow {
  experiment_id: string;
  kind: KeyKind;
  key: string;
  unit: string | null;
  goal: MetricGoal | null;
}

/** The tables of experiments and runs. */
// An interface would not fit the index signature that Kysely asks for.
export type RunTables = {
  experiments: ExperimentRow;
  experiment_counters: { workspace_id: string; last_number: number };
  experiment_tags: { experiment_id: string; key: string; value: string };
  experiment_keys: KeyRow;
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
  run_datasets: DatasetRow;
  run_logs: LogRow;
  cell_runs: CellRunRow;
  journal_inbox: { id: Generated<number>; content: Uint8Array };
};
