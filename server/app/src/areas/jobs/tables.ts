export interface ClusterRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  driver: string;
  image: string | null;
  network: string;
  /** ComputeSize as JSON. */
  node_size: string;
  min_nodes: number;
  max_nodes: number;
  idle_seconds: number;
  preemption: number;
  problem: string | null;
  /** What it was called; null: it is there. */
  deleted_name: string | null;
  created_at: number;
  updated_at: number;
}

export interface NodeRow {
  id: string;
  cluster_id: string;
  /** The job that it works for; null: idle. */
  job_id: string | null;
  rank: number | null;
  since: number;
}

export interface JobRow {
  id: string;
  workspace_id: string;
  cluster_id: string;
  name: string;
  state: string;
  reason: string | null;
  message: string | null;
  exit_code: number | null;
  user_name: string;
  /** 0 low, 1 normal, 2 high. */
  priority: number;
  run_id: string;
  experiment: string;
  parent_id: string | null;
  /** What has submitted it; it may be deleted. */
  schedule_id: string | null;
  scheduled_for: number | null;
  array_index: number | null;
  /** 1: it runs nothing itself, its children do. */
  is_array: number;
  nodes: number;
  /** JobSpec as JSON, without its secrets. */
  spec: string;
  code_sha256: string | null;
  /** Encrypted, until the job has ended. */
  secrets: string | null;
  attempt: number;
  /** Attempts that its retries are counted by. */
  failures: number;
  /** Attempts that were lost with the machine or engine. */
  losses: number;
  is_cancelled: number;
  /** Which quota it waits for; null: none. */
  waits_for: string | null;
  not_before: number;
  queued_at: number;
  started_at: number | null;
  ended_at: number | null;
  /** By a clock that nobody sets; null also of what ended before there was one. */
  duration_ms: number | null;
  updated_at: number;
}

export interface TaskRow {
  job_id: string;
  attempt: number;
  rank: number;
  node_id: string | null;
  /** Where the processes of an attempt meet; null: where containers do, in a network of their own. */
  meeting_port: number | null;
  state: string;
  exit_code: number | null;
  reason: string | null;
  message: string | null;
  started_at: number | null;
  ended_at: number | null;
  /** By a clock that nobody sets; null also of what ended before there was one. */
  duration_ms: number | null;
}

export interface ScheduleRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  /** ScheduleTrigger as JSON. */
  timing: string;
  concurrency: string;
  catch_up: string;
  catch_up_limit: number;
  paused: number;
  /** JobSpec as JSON, with the names of its secrets. */
  spec: string;
  code_sha256: string | null;
  /** Encrypted. */
  secrets: string | null;
  user_name: string;
  display_name: string;
  problem: string | null;
  /** The first time of which it is not written down what became of it; null: none will come. */
  next_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface ScheduleTimeRow {
  schedule_id: string;
  at: number;
  /** 1: somebody has asked for it, it is none of the schedule's own times. */
  is_manual: number;
  cause: string;
  outcome: string;
  message: string | null;
  job_id: string | null;
  decided_at: number;
}

export type JobTables = {
  clusters: ClusterRow;
  cluster_nodes: NodeRow;
  jobs: JobRow;
  job_tasks: TaskRow;
  schedules: ScheduleRow;
  schedule_times: ScheduleTimeRow;
};
