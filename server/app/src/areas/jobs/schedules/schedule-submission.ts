import { AtelierError, JobSpec } from '@atelier-ml/api';
import type { ScheduleTrigger } from '@atelier-ml/api';
import type { Queries } from '../../../drivers/database/index.ts';
import type { User } from '../../../http/index.ts';
import { newId } from '../../../identity.ts';
import type { Clock } from '../../../identity.ts';
import type { KeyVault } from '../../../key-vault.ts';
import type { Changes } from '../../system/index.ts';
import { scheduleChange } from '../changes.ts';
import type { Clusters } from '../clusters.service.ts';
import type { Enqueue, PreparedJob } from '../enqueue.ts';
import type { JobRow, ScheduleRow, ScheduleTimeRow } from '../tables.ts';
import { filled, placeholdersOf } from './placeholders.ts';
import { createScheduleStore } from './schedules.store.ts';

export interface ScheduleSubmissionOptions {
  changes: Changes;
  clock: Clock;
  clusters: Clusters;
  enqueue: Enqueue;
  vault: KeyVault;
  scheduler: { poke(): void };
}

/** JobSpec as a schedule keeps it. */
export type KeptSpec = Omit<JobSpec, 'secrets'> & { secrets: string[] };

export const keptSpecOf = (row: ScheduleRow): KeptSpec => JSON.parse(row.spec) as KeptSpec;
export const triggerOf = (row: ScheduleRow): ScheduleTrigger =>
  JSON.parse(row.timing) as ScheduleTrigger;

export type ScheduleSubmission = ReturnType<typeof createScheduleSubmission>;

/** Submits the jobs of schedules. */
export function createScheduleSubmission(options: ScheduleSubmissionOptions) {
  const { changes, clock, clusters, enqueue, scheduler, vault } = options;
  const ownerOf = ({ display_name, user_name }: ScheduleRow): User => ({
    username: user_name,
    name: display_name
  });

  const secretsOf = (row: Pick<ScheduleRow, 'id' | 'secrets'>): Record<string, string> =>
    row.secrets === null
      ? {}
      : (JSON.parse(vault.decrypt(row.secrets, row.id)) as Record<string, string>);

  async function prepare(row: ScheduleRow, time: number, user: User): Promise<PreparedJob> {
    const { name, ...kept } = keptSpecOf(row);
    const spec = JobSpec.parse({ ...kept, name: name ?? row.name, secrets: secretsOf(row) });
    const job = filled(spec, placeholdersOf(triggerOf(row), time));
    const cluster = await clusters.find(
      { workspace: row.workspace_id, cluster: job.cluster },
      user
    );
    const schedule = { id: row.id, name: row.name, time };
    return enqueue.prepare(cluster, job, newId(), user, schedule);
  }

  /** In one transaction with the job: whatever happens to the server, there is none without the other. */
  async function write(
    row: ScheduleRow,
    prepared: PreparedJob,
    settle: (queries: Queries) => Promise<boolean>
  ): Promise<void> {
    await changes.commit(async (queries, announce) => {
      if (await settle(queries)) {
        await enqueue.write(queries, announce, prepared);
        await createScheduleStore(queries).update(row.id, { problem: null });
        announce(scheduleChange(row, 'updated'));
      }
    });
    scheduler.poke();
  }

  return {
    secretsOf,
    /** Looks up all that the job names, as if it were time. */
    check: (row: ScheduleRow, time: number, user: User) => prepare(row, time, user),
    /**
     * Submits the job of a time that waits, or writes down why that cannot be.
     * @throws what may have passed when it is tried again
     */
    async submit(row: ScheduleRow, time: ScheduleTimeRow): Promise<void> {
      let prepared: PreparedJob;
      try {
        prepared = await prepare(row, time.at, ownerOf(row));
      } catch (error) {
        if (!(error instanceof AtelierError) || error.code === 'storage-full') {
          throw error;
        }
        const { message } = error;
        await changes.commit(async (queries, announce) => {
          const within = createScheduleStore(queries);
          const told = { outcome: 'failed', message, decided_at: clock() };
          if (await within.decide(time, told)) {
            await within.update(row.id, { problem: message });
            announce(scheduleChange(row, 'updated'));
          }
        });
        return;
      }
      const job = prepared.row;
      await write(row, prepared, queries =>
        createScheduleStore(queries).decide(time, {
          ...{ outcome: 'submitted', job_id: job.id, message: null },
          decided_at: clock()
        })
      );
    },
    /** Submits it now, at the wish of somebody. */
    async run(row: ScheduleRow, user: User): Promise<JobRow> {
      const now = clock();
      const prepared = await prepare(row, now, user);
      await write(row, prepared, async queries => {
        const within = createScheduleStore(queries);
        const at = Math.max(now, (await within.lastManual(row.id)) + 1);
        await within.insertTimes([
          {
            ...{ schedule_id: row.id, at, is_manual: 1, cause: 'manual', outcome: 'submitted' },
            ...{ message: null, job_id: prepared.row.id, decided_at: now }
          }
        ]);
        return true;
      });
      return prepared.row;
    }
  };
}
