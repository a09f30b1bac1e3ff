import type { Logger } from 'pino';
import type { Engine } from '../../drivers/compute/index.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import { Left } from './left.ts';
import { withRoom } from './full-disk.ts';
import type { Attempts } from './attempts.ts';
import type { createClusterStore } from './clusters.store.ts';
import { isElsewhere } from './elsewhere.ts';
import type { createJobStore } from './jobs.store.ts';
import type { Nodes } from './nodes.ts';
import { createOvertaking } from './overtaking.ts';
import { giveInOrder } from './give-in-order.ts';
import { pushAway } from './pushing-away.ts';
import type { Underway } from './pushing-away.ts';
import type { createQueueStore } from './queue.store.ts';
import { inOrder } from './queue.ts';
import { createSweep } from './sweep.ts';
import type { Settlement } from './settlement.ts';
import { storedSpecOf } from './stored-spec.ts';
import type { ClusterRow, JobRow, NodeRow } from './tables.ts';
import type { TaskEnd } from './task.ts';
import { refusalOf } from './user-quotas.ts';
import type { UserQuotas } from './user-quotas.ts';
import { isDue, queuedOf } from './waiting-jobs.ts';

const EVERY = 1_000;

export interface SchedulerOptions {
  attempts: Attempts;
  clock: Clock;
  clusters: ReturnType<typeof createClusterStore>;
  engineOf(cluster: ClusterRow): Promise<Engine>;
  jobs: ReturnType<typeof createJobStore>;
  nodes: Nodes;
  queue: ReturnType<typeof createQueueStore>;
  settlement: Settlement;
  ticker: Ticker;
  userQuotas: UserQuotas;
  log: Logger;
}

interface Live extends Underway {
  done: Promise<void>;
}

export type Scheduler = ReturnType<typeof createScheduler>;

/** Gives nodes to jobs, in the order of the queue, and keeps clusters as large as they need to be. */
export function createScheduler(options: SchedulerOptions) {
  const { attempts, clock, clusters, engineOf, jobs, log, nodes, settlement, ticker } = options;
  const { queue, userQuotas } = options;
  const live = new Map<string, Live>();
  const overtaking = createOvertaking({ monotonic: () => ticker.monotonic() });
  const sweep = createSweep({ engineOf, labels: attempts.labels, log });
  const leave = new AbortController();
  let passing: Promise<void> | undefined;
  /** Looks at engines elsewhere that are under way, by their drivers. */
  const placing = new Map<string, Promise<void>>();
  let wanted = false;

  const ending = (reason: TaskEnd['reason'], message: string): TaskEnd => ({
    ...{ reason, message },
    exitCode: null
  });

  function begin(job: JobRow, cluster: ClusterRow): void {
    const stop = new AbortController();
    const entry: Live = { job, stop, done: Promise.resolve() };
    const onStart = (): void => {
      entry.startedAt ??= ticker.monotonic();
      settlement.noticeStart(job).catch((err: unknown) => log.warn({ err }, 'an array waits on'));
    };
    entry.done = attempts
      .run(job, cluster, { stop: stop.signal, leave: leave.signal }, onStart)
      .catch((error: unknown) => {
        if (error instanceof Left) {
          throw error;
        }
        log.error({ err: error, job: job.id }, 'an attempt of a job has broken off');
        return ending('lost', 'The server could not follow it. Its log says why.');
      })
      .then(end => withRoom(() => settlement.settle(job, cluster, end), { leave: leave.signal }))
      .catch((error: unknown) => {
        if (!(error instanceof Left)) {
          log.error({ err: error, job: job.id }, 'the end of a job could not be written down');
        }
      })
      .finally(() => {
        live.delete(job.id);
        poke();
      });
    live.set(job.id, entry);
  }

  /** One that was cancelled just when it was given its nodes was not among those that have begun. */
  async function heed(id: string): Promise<void> {
    if ((await jobs.find(id))?.is_cancelled) {
      live.get(id)?.stop.abort(ending('cancelled', 'Cancelled.'));
    }
  }

  /** Ends what takes too long. */
  async function look(): Promise<void> {
    for (const { job, startedAt, stop } of live.values()) {
      const { timeoutSeconds } = storedSpecOf(job).spec;
      const elapsed = startedAt === undefined ? 0 : ticker.monotonic() - startedAt;
      if (timeoutSeconds !== undefined && elapsed > timeoutSeconds * 1_000) {
        stop.abort(ending('timed-out', `It has not ended within ${timeoutSeconds} s.`));
      }
    }
  }

  /** Those that were cancelled while they waited. */
  async function settleCancelled(cluster: ClusterRow): Promise<void> {
    const some = await queue.cancelled(cluster.id);
    for (const job of some) {
      overtaking.forget(job.id);
      await settlement.settle(job, cluster, ending('cancelled', 'Cancelled before it began.'));
    }
    if (some.length) {
      poke(); // there may be more: others have their turn in between
    }
  }

  /** Nodes for the jobs that wait, as far as there are any. */
  async function place(cluster: ClusterRow): Promise<void> {
    await settleCancelled(cluster);
    const queued = await queue.waiting(cluster.id, clock());
    // By the clock of now: a job that was put back since then is not one of a clock that was set back.
    const now = clock();
    const waiting = queued.filter(job => isDue(job, now));
    const present = await clusters.nodesOf([cluster.id]);
    let idle = present.filter(node => node.job_id === null);
    let total = present.length;
    const quotas = userQuotas.look(cluster);
    const isShort = await giveInOrder(inOrder(waiting.map(queuedOf), busyOf(present)), {
      overtaking,
      room: () => ({ idle: idle.length, total }),
      lets: job => quotas.lets(job.row),
      async grow(missing) {
        const possible = Math.min(missing, cluster.max_nodes - total);
        if (possible > 0) {
          const more = await nodes.grow(cluster, possible);
          idle = [...idle, ...more];
          total += more.length;
        }
      },
      makeRoom: (job, missing) => preemptFor(cluster, job.row, missing),
      async give(job) {
        const started = await nodes
          .give(cluster, idle.slice(0, job.nodes), job.row)
          .catch((error: unknown) => quotas.refuse(job.row, refusalOf(error)));
        if (started) {
          idle = idle.slice(job.nodes);
          begin(started, cluster);
          await heed(started.id);
        }
        return !!started;
      }
    });
    await quotas.tell(waiting);
    if (isShort) {
      return; // what is idle is kept for those that lack nodes
    }
    if (total >= cluster.min_nodes) {
      await nodes.setProblem(cluster, null);
    }
    await scale(cluster, idle, total);
  }

  const busyOf = (present: NodeRow[]): Map<string, number> => {
    const busy = new Map<string, number>();
    for (const node of present) {
      const user = node.job_id === null ? undefined : live.get(node.job_id)?.job.user_name;
      if (user !== undefined) {
        busy.set(user, (busy.get(user) ?? 0) + 1);
      }
    }
    return busy;
  };

  const preemptFor = (cluster: ClusterRow, job: JobRow, count: number): boolean => {
    const here = [...live.values()].filter(each => each.job.cluster_id === cluster.id);
    return cluster.preemption !== 0 && pushAway(here, job, count);
  };

  /** Nodes that nobody needs are given back; there are never fewer than wanted. */
  async function scale(cluster: ClusterRow, idle: NodeRow[], total: number): Promise<void> {
    if (total < cluster.min_nodes) {
      await nodes.grow(cluster, cluster.min_nodes - total);
      return;
    }
    const since = clock() - cluster.idle_seconds * 1_000;
    const old = idle.filter(node => node.since <= since).slice(0, total - cluster.min_nodes);
    // Beyond the largest size at once, as far as they are idle.
    const beyond = idle.slice(0, Math.max(0, total - cluster.max_nodes));
    const leaving = [...new Set([...old, ...beyond])];
    if (leaving.length) {
      await nodes.shrink(cluster, leaving);
    }
  }

  /** Clusters that there is something to be done for: most of the time none. */
  async function attended(): Promise<ClusterRow[]> {
    const all = await clusters.all();
    const nodesThere = await clusters.nodesOf(all.map(({ id }) => id));
    const wantedBy = [...(await queue.clustersInQueue()), ...nodesThere.map(row => row.cluster_id)];
    const ids = new Set(wantedBy);
    return all.filter(row => ids.has(row.id) || row.min_nodes > 0 || row.problem !== null);
  }

  async function placeAll(rows: ClusterRow[]): Promise<void> {
    for (const cluster of rows) {
      try {
        await place(cluster);
      } catch (error) {
        log.warn({ err: error, cluster: cluster.id }, 'a cluster could not be looked after');
        await nodes.setProblem(cluster, (error as Error).message).catch(() => undefined);
      }
    }
  }

  /** Engines elsewhere may not answer for a while: nobody else waits for them. */
  async function pass(): Promise<void> {
    await look();
    const engines = Map.groupBy(await attended(), cluster => cluster.driver);
    for (const [driver, rows] of engines) {
      if (!isElsewhere(rows[0]!)) {
        await placeAll(rows);
      } else if (!placing.has(driver)) {
        placing.set(
          driver,
          placeAll(rows).finally(() => placing.delete(driver))
        );
      }
    }
  }

  /** Looks at everything soon, once more if it is looking already. */
  function poke(): void {
    wanted = true;
    passing ??= (async () => {
      while (wanted && !leave.signal.aborted) {
        wanted = false;
        await pass().catch((err: unknown) => log.error({ err }, 'jobs could not be looked after'));
      }
      passing = undefined;
    })();
  }

  const stopTicking = ticker.every(EVERY, async () => {
    poke();
    await passing;
  });

  return {
    poke,
    /** Ends a job that has begun; one that waits is ended by the next look. */
    cancel(ids: string[], by: string): void {
      for (const id of ids) {
        live.get(id)?.stop.abort(ending('cancelled', `Cancelled by ${by}.`));
      }
      poke();
    },
    /** Goes on with what the server before this one has begun. */
    async recover(): Promise<void> {
      const known = new Map((await clusters.all()).map(row => [row.id, row]));
      for (const job of await jobs.underWay()) {
        const cluster = known.get(job.cluster_id)!;
        begin(job, cluster);
        if (job.is_cancelled) {
          live.get(job.id)!.stop.abort(ending('cancelled', 'Cancelled.'));
        }
      }
      await sweep(
        [...known.values()],
        ({ labels }) =>
          labels['atelier.task']?.split('-')[0] ===
          String(live.get(labels['atelier.job'] ?? '')?.job.attempt)
      );
      for (const array of await jobs.openArrays()) {
        await settlement.settleArray(array.id);
      }
      poke();
    },
    async stop(): Promise<void> {
      leave.abort();
      await stopTicking();
      await passing;
      await Promise.all(placing.values());
      await Promise.all([...live.values()].map(each => each.done));
    }
  };
}
