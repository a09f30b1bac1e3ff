import type { JobSpec } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { KeyVault } from '../../key-vault.ts';
import type { Change, Changes } from '../system/index.ts';
import { jobChange } from './changes.ts';
import { createJobStore } from './jobs.store.ts';
import { PRIORITIES } from './present.ts';
import { createQueueStore } from './queue.store.ts';
import type { Scheduler } from './scheduler.ts';
import type { JobOfSchedule } from './stored-spec.ts';
import type { Submission } from './submission.ts';
import type { ClusterRow, JobRow } from './tables.ts';

/** So many rows are inserted by one statement. */
const AT_ONCE = 100;

export interface EnqueueOptions {
  changes: Changes;
  clock: Clock;
  scheduler: Scheduler;
  submission: Submission;
  vault: KeyVault;
}

/** A job with all that it names looked up, which only has to be written down. */
export interface PreparedJob {
  row: JobRow;
  children: JobRow[];
}

export type Enqueue = ReturnType<typeof createEnqueue>;

/** Puts jobs into the queue of their cluster. */
export function createEnqueue(options: EnqueueOptions) {
  const { changes, clock, scheduler, submission, vault } = options;

  function sealed(spec: JobSpec, id: string): string | null {
    const isNone = Object.keys(spec.secrets).length === 0;
    return isNone ? null : vault.encrypt(JSON.stringify(spec.secrets), id);
  }

  function childRows(row: JobRow, spec: JobSpec): JobRow[] {
    const { array } = spec;
    const count = !array ? 0 : 'count' in array ? array.count : array.params.length;
    return Array.from({ length: count }, (_, index) => {
      const id = newId();
      return {
        ...row,
        id,
        name: `${row.name} [${index}]`,
        run_id: newId(),
        parent_id: row.id,
        array_index: index,
        is_array: 0,
        secrets: sealed(spec, id)
      };
    });
  }

  /** @throws AtelierError when it names something that there is not */
  async function prepare(
    cluster: ClusterRow,
    spec: JobSpec,
    id: string,
    user: User,
    schedule?: JobOfSchedule
  ): Promise<PreparedJob> {
    const { code, name, stored } = await submission.prepare(spec, cluster, user);
    const now = clock();
    const row: JobRow = {
      id,
      workspace_id: cluster.workspace_id,
      cluster_id: cluster.id,
      name,
      state: 'queued',
      ...{ reason: null, message: null, exit_code: null },
      user_name: user.username,
      priority: PRIORITIES.indexOf(spec.priority),
      run_id: newId(),
      experiment: spec.experiment,
      ...{ parent_id: null, array_index: null, is_array: spec.array ? 1 : 0 },
      schedule_id: schedule?.id ?? null,
      scheduled_for: schedule?.time ?? null,
      nodes: spec.nodes,
      spec: JSON.stringify({ ...stored, ...(schedule && { schedule }) }),
      code_sha256: code,
      secrets: sealed(spec, id),
      ...{ attempt: 0, failures: 0, losses: 0, is_cancelled: 0, not_before: 0, waits_for: null },
      ...{ queued_at: now, started_at: null, ended_at: null, updated_at: now },
      duration_ms: null
    };
    return { row, children: childRows(row, spec) };
  }

  /** Within a transaction of the caller's, who pokes the scheduler after it. */
  async function write(
    queries: Queries,
    announce: (change: Change) => void,
    { children, row }: PreparedJob
  ): Promise<void> {
    const within = createJobStore(queries);
    // A clock that was set back puts nobody before those who wait already.
    const last = await createQueueStore(queries).lastQueued(row.cluster_id);
    const queued_at = Math.max(row.queued_at, last + 1);
    await within.insert([{ ...row, queued_at }]);
    for (let start = 0; start < children.length; start += AT_ONCE) {
      const some = children.slice(start, start + AT_ONCE);
      await within.insert(some.map(child => ({ ...child, queued_at })));
    }
    announce(jobChange(row, 'created'));
  }

  return {
    prepare,
    write,
    async submit(cluster: ClusterRow, spec: JobSpec, id: string, user: User): Promise<JobRow> {
      const prepared = await prepare(cluster, spec, id, user);
      await changes.commit((queries, announce) => write(queries, announce, prepared));
      scheduler.poke();
      return prepared.row;
    }
  };
}
