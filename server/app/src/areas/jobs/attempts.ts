import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Engine } from '../../drivers/compute/index.ts';
import type { Clock } from '../../identity.ts';
import type { GpuLedger } from '../compute/index.ts';
import type { Journal } from '../experiments/index.ts';
import type { Changes } from '../system/index.ts';
import { sizeOf } from './capacity.ts';
import { jobChange } from './changes.ts';
import { hasDoor, isSent, spreads } from './elsewhere.ts';
import { createJobStore } from './jobs.store.ts';
import type { createOutputs } from './outputs.ts';
import { createRunLog } from './run-log.ts';
import { openingOf } from './run-opening.ts';
import { endEntry } from './run-end.ts';
import { createRunRecord, sourceOf } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import { createMask } from './secrets.ts';
import { storedSpecOf } from './stored-spec.ts';
import type { ClusterRow, JobRow, TaskRow } from './tables.ts';
import type { TaskExpenses } from './task-expense.ts';
import type { TaskDoors } from './task-door.ts';
import { LAYOUT } from './task-folder.ts';
import type { TaskFolders } from './task-folder.ts';
import { removeTask, runTask, whileUnreachable } from './task.ts';
import { withRoom } from './full-disk.ts';
import type { HeldJobs } from './held-jobs.ts';
import { Left } from './left.ts';
import type { TaskEnd } from './task.ts';
import type { TaskSpecs } from './task-spec.ts';
import type { Transfer } from './task-transfer.ts';
import type { Stopwatch } from './stopwatch.ts';
import { watchUsage } from './task-usage.ts';

export interface AttemptsOptions {
  changes: Changes;
  clock: Clock;
  engineOf(cluster: ClusterRow): Promise<Engine>;
  folders: TaskFolders;
  gpus: Pick<GpuLedger, 'usages'>;
  held: HeldJobs;
  journal: Journal;
  outputs: ReturnType<typeof createOutputs>;
  specs: TaskSpecs;
  stopwatch: Stopwatch;
  store: ReturnType<typeof createJobStore>;
  doors: TaskDoors;
  expenses: TaskExpenses;
  transfer: Transfer;
  log: Logger;
}

export type Attempts = ReturnType<typeof createAttempts>;

/** Runs attempts of jobs: all their tasks, from the first preparation to the last output. */
export function createAttempts(options: AttemptsOptions) {
  const { changes, clock, engineOf, folders, journal, outputs } = options;
  const { specs, stopwatch, store, transfer, log } = options;

  async function keepTask(job: JobRow, task: TaskRow, changed: Partial<TaskRow>): Promise<void> {
    await changes.commit(async (queries, announce) => {
      await createJobStore(queries).updateTask(task, changed);
      announce(jobChange(job, 'updated'));
    });
  }

  const maskOf = (job: JobRow) => createMask(Object.values(specs.secretsOf(job)));

  async function begun(job: JobRow, task: TaskRow, startedAt: number): Promise<void> {
    await changes.commit(async (queries, announce) => {
      const within = createJobStore(queries);
      await within.updateTask(task, { state: 'running', started_at: startedAt });
      const known = await within.find(job.id);
      stopwatch.begin(job.id, known?.started_at ?? startedAt);
      if (known?.state === 'starting') {
        const started_at = known.started_at ?? startedAt;
        await within.update(job.id, { state: 'running', started_at, updated_at: clock() });
      }
      announce(jobChange(job, 'updated'));
    });
  }

  /** What it has written is kept before what ran it is forgotten. */
  async function keepOutputs(
    job: JobRow,
    cluster: ClusterRow,
    task: TaskRow,
    record: RunRecord,
    end: TaskEnd,
    { leave, stop }: { stop: AbortSignal; leave: AbortSignal }
  ) {
    const { spec } = storedSpecOf(job);
    const path = specs.pathOf(task);
    const isGood = end.reason === 'finished';
    try {
      if (isSent(cluster) && end.reason !== 'lost') {
        const labels = specs.labelsOf(task);
        await whileUnreachable(
          async () => {
            const engine = await engineOf(cluster);
            const [found] = await engine.list(labels);
            await (found && transfer.fetch(engine, found.id, path));
          },
          { labels, leave, log, onOutage: message => options.held.set(job, message) }
        );
      }
      const folder = join(path, LAYOUT.outputs);
      const source = sourceOf(job.id, task.attempt, task.rank, 'outputs');
      const mask = maskOf(job);
      const { rank } = task;
      const collector = outputs.collector(job, spec, { folder, isGood, mask, rank });
      // Whoever cancels it does without them.
      const isGivenUp = (): boolean => stop.aborted;
      await withRoom(async () => record.tell(source, await collector()), {
        ...{ isGivenUp, leave },
        onWait: message => options.held.set(job, message)
      });
      return end;
    } catch (error) {
      if (error instanceof Left) {
        throw error;
      }
      log.warn({ err: error, job: job.id }, 'outputs of a job could not be kept');
      const message = `Its outputs could not be kept: ${(error as Error).message}`;
      return isGood ? { ...end, reason: 'outputs-not-kept' as const, message } : end;
    }
  }

  /** Its end is written down: whatever happens here, it does not run again. */
  async function forget(cluster: ClusterRow, task: TaskRow, leave: AbortSignal): Promise<void> {
    const labels = specs.labelsOf(task);
    try {
      const around = { labels, leave, log };
      await whileUnreachable(async () => removeTask(await engineOf(cluster), labels), around);
      await folders.remove(specs.pathOf(task));
    } catch (error) {
      if (error instanceof Left) {
        throw error;
      }
      log.warn({ err: error, labels }, 'what a task has left could not be removed');
    }
  }

  async function runOne(
    job: JobRow,
    cluster: ClusterRow,
    task: TaskRow,
    record: RunRecord,
    signals: { stop: AbortSignal; leave: AbortSignal },
    onStart: () => void
  ): Promise<TaskEnd> {
    if (task.state === 'ended') {
      // The server before this one has come no further.
      await forget(cluster, task, signals.leave);
      return endOf(task);
    }
    const engine = () => engineOf(cluster);
    const own = specs.labelsOf(task);
    const key = [job.id, task.attempt, task.rank];
    const mask = maskOf(job);
    const prefix = job.nodes > 1 && !spreads(cluster) ? `[${task.rank}] ` : '';
    const expense = await options.expenses.of(job, cluster, task, record);
    const node = task.node_id ?? '';
    const taskId = `${job.id} ${task.attempt} ${task.rank}`;
    const usage = watchUsage({
      ...{ engine, labels: own, record, clock, log, rank: task.rank },
      gpus: async () => (await options.gpus.usages([node])).get(node) ?? [],
      onMeasured: expense.measured
    });
    let closeDoor: (() => void) | undefined;
    try {
      const end = await runTask({
        ...{ engine, labels: own, log, ...signals },
        memoryMb: sizeOf(cluster).memoryMb,
        prepare: () => specs.specOf(job, cluster, task),
        sending: await specs.sendingOf(job, cluster, task),
        onOutage: message => options.held.set(job, message),
        async onStart(foundSince) {
          // What another machine says of the time is only needed where nothing was written down here.
          const startedAt = foundSince === undefined ? clock() : (task.started_at ?? foundSince);
          usage.begin(startedAt);
          expense.begin(startedAt);
          stopwatch.begin(taskId, startedAt);
          closeDoor ??= hasDoor(cluster) ? options.doors.open(engine, own, job, task) : undefined;
          await begun(job, task, startedAt);
          onStart();
        },
        isNotebook: storedSpecOf(job).spec.program.type === 'notebook',
        openLog: () => createRunLog({ record, clock, key, prefix, mask })
      });
      usage.stop();
      await expense.end();
      const told = { ...end, message: masked(end, mask) };
      const kept = await keepOutputs(job, cluster, task, record, told, signals);
      const changed = {
        ...{ state: 'ended', exit_code: kept.exitCode },
        ...{ reason: kept.reason, message: kept.message, ended_at: clock() },
        duration_ms: stopwatch.read(taskId)
      };
      await withRoom(() => keepTask(job, task, changed), signals);
      await forget(cluster, task, signals.leave);
      return kept;
    } finally {
      usage.stop();
      closeDoor?.();
      expense.leave();
      stopwatch.forget(taskId);
    }
  }

  return {
    labels: specs.labels,
    /**
     * Until all its tasks have ended; the first one that ends badly ends the others.
     * @throws Left when the server goes away before
     */
    async run(
      job: JobRow,
      cluster: ClusterRow,
      signals: { stop: AbortSignal; leave: AbortSignal },
      /** A task of it runs. */
      onStart: () => void
    ): Promise<TaskEnd> {
      const record = createRunRecord(journal, job);
      const parent = job.parent_id === null ? undefined : await store.find(job.parent_id);
      if (parent) {
        const ofParent = createRunRecord(journal, parent);
        await ofParent.tell(sourceOf(parent.id, 'open'), openingOf(parent, cluster, undefined));
      }
      const opening = openingOf(job, cluster, parent);
      await withRoom(() => record.tell(sourceOf(job.id, 'open', job.attempt), opening), signals);
      const tasks = (await store.tasksOf(job.id)).filter(each => each.attempt === job.attempt);
      const others = new AbortController();
      const stop = AbortSignal.any([signals.stop, others.signal]);
      let first: TaskEnd | undefined;
      await Promise.all(
        tasks.map(async task => {
          const end = await runOne(job, cluster, task, record, { ...signals, stop }, onStart);
          // Why the first one ended counts, not that others were ended with it.
          if (end.reason !== 'finished' && (!first || first.reason === 'cancelled')) {
            first =
              tasks.length > 1 ? { ...end, message: `Node ${task.rank}: ${end.message}` } : end;
            others.abort({
              reason: 'cancelled',
              exitCode: null,
              message: `Node ${task.rank} has ended before.`
            } satisfies TaskEnd);
          }
        })
      );
      const end = first ?? { reason: 'finished', exitCode: 0, message: null };
      const entry = endEntry(end, clock());
      await withRoom(() => record.tell(sourceOf(job.id, 'end', job.attempt), [entry]), signals);
      return end;
    },
    /** The run of an array has ended with its last job. */
    async endArray(array: JobRow, end: TaskEnd): Promise<void> {
      const record = createRunRecord(journal, array);
      if (array.started_at !== null) {
        await record.tell(sourceOf(array.id, 'end'), [endEntry(end, clock())]);
      }
    }
  };
}

const masked = (end: TaskEnd, mask: (text: string) => string): string | null =>
  end.message === null ? null : mask(end.message);

function endOf(task: TaskRow): TaskEnd {
  const reason = (task.reason ?? 'lost') as TaskEnd['reason'];
  return { reason, exitCode: task.exit_code, message: task.message };
}
