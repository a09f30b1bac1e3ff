import type { Cluster, ClusterNode, Job, JobDetail, JobPriority, JobTask } from '@atelier-ml/api';
import { sizeOf } from './capacity.ts';
import { storedSpecOf } from './stored-spec.ts';
import type { ClusterRow, JobRow, NodeRow, TaskRow } from './tables.ts';

export const PRIORITIES: JobPriority[] = ['low', 'normal', 'high'];

export function presentCluster(
  row: ClusterRow,
  nodes: NodeRow[],
  counts: { state: string; count: number }[],
  names: ReadonlyMap<string, string>,
  attached: { id: string; name: string; kind: string } | undefined,
  environment: Cluster['environment']
): Cluster {
  const count = (...states: string[]): number =>
    counts.filter(each => states.includes(each.state)).reduce((sum, each) => sum + each.count, 0);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    driver: (attached?.kind ?? row.driver) as Cluster['driver'],
    attached: attached ? { id: attached.id, name: attached.name } : null,
    image: row.image,
    environment,
    network: row.network as Cluster['network'],
    nodeSize: sizeOf(row),
    minNodes: row.min_nodes,
    maxNodes: row.max_nodes,
    idleSeconds: row.idle_seconds,
    preemption: row.preemption === 1,
    nodes: nodes.map(node => presentNode(node, names)),
    queuedJobs: count('queued'),
    runningJobs: count('starting', 'running'),
    problem: row.problem,
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}

function presentNode({ id, job_id, rank, since }: NodeRow, names: ReadonlyMap<string, string>) {
  const job = job_id === null ? null : { id: job_id, name: names.get(job_id) ?? '', rank: rank! };
  return { id, state: job ? 'busy' : 'idle', job, since } satisfies ClusterNode;
}

export interface JobSurroundings {
  cluster: ClusterRow;
  position: number | null;
  children: Job['children'];
  /** What keeps it from ending. */
  held?: string;
}

export function presentJob(
  row: JobRow,
  { children, cluster, held, position }: JobSurroundings
): Job {
  const { schedule, submittedBy } = storedSpecOf(row);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    cluster: { id: cluster.id, name: cluster.deleted_name ?? cluster.name },
    state: row.state as Job['state'],
    reason: row.reason as Job['reason'],
    message:
      held ??
      ((row.state === 'queued' && row.waits_for) || (row.message ?? problemFor(row, cluster))),
    exitCode: row.exit_code,
    user: submittedBy,
    priority: PRIORITIES[row.priority]!,
    run: row.run_id,
    experiment: row.experiment,
    parent: row.parent_id,
    index: row.array_index,
    schedule: schedule ?? null,
    attempt: row.attempt,
    position,
    children,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationMs: durationOf(row),
    updatedAt: row.updated_at
  };
}

/** Of what ended before that was measured, its two times tell. */
function durationOf(row: Pick<JobRow, 'duration_ms' | 'started_at' | 'ended_at'>): number | null {
  const { duration_ms: measured, ended_at: ended, started_at: started } = row;
  return measured ?? (started === null || ended === null ? null : Math.max(0, ended - started));
}

const problemFor = (row: JobRow, cluster: ClusterRow): string | null =>
  row.state === 'queued' ? cluster.problem : null;

export function presentDetail(
  row: JobRow,
  around: JobSurroundings & Pick<JobDetail, 'environment'>,
  tasks: TaskRow[]
): JobDetail {
  const { image = null, inputs, spec } = storedSpecOf(row);
  return {
    ...presentJob(row, around),
    ...{ spec, image, environment: around.environment },
    datasets: inputs.map(({ dataset, datasetId = null, name, version }) => ({
      ...{ input: name, id: datasetId },
      ...{ name: dataset, version }
    })),
    tasks: tasks.map(presentTask)
  };
}

function presentTask(row: TaskRow): JobTask {
  return {
    attempt: row.attempt,
    rank: row.rank,
    node: row.node_id,
    state: row.state as JobTask['state'],
    exitCode: row.exit_code,
    reason: row.reason as JobTask['reason'],
    message: row.message,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationMs: durationOf(row)
  };
}
