import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Engine } from '../../drivers/compute/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { NotebookPages } from '../../drivers/notebooks/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Clock } from '../../identity.ts';
import type { KeyVault } from '../../key-vault.ts';
import type { Ticker } from '../../ticker.ts';
import type { Attached, GpuLedger, Lent, StudioDoor } from '../compute/index.ts';
import type { Datasets } from '../datasets/index.ts';
import type { Environments } from '../environments/index.ts';
import type { Journal } from '../experiments/index.ts';
import type { Changes } from '../system/index.ts';
import type { Quotas, UsageMeter } from '../usage/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createAttempts } from './attempts.ts';
import { createCapacity } from './capacity.ts';
import { createClusters } from './clusters.service.ts';
import { createClusterStore } from './clusters.store.ts';
import { createHeldJobs } from './held-jobs.ts';
import { isElsewhere } from './elsewhere.ts';
import { createEnqueue } from './enqueue.ts';
import { createJobs } from './jobs.service.ts';
import { createJobStore } from './jobs.store.ts';
import { createQueueStore } from './queue.store.ts';
import { nodeHoldings } from './node-holding.ts';
import { createNodes } from './nodes.ts';
import { createOutputs } from './outputs.ts';
import { createScheduler } from './scheduler.ts';
import { createSchedules } from './schedules/schedules.service.ts';
import { createSettlement } from './settlement.ts';
import { createSubmission } from './submission.ts';
import type { ClusterRow } from './tables.ts';
import { createStopwatch } from './stopwatch.ts';
import { createTaskDoors } from './task-door.ts';
import { createTaskExpenses } from './task-expense.ts';
import { createTaskFolders } from './task-folder.ts';
import { createTaskSpecs } from './task-spec.ts';
import { createTransfer } from './task-transfer.ts';
import { createUserQuotas } from './user-quotas.ts';

export interface JobsAreaOptions {
  changes: Changes;
  clock: Clock;
  data: string;
  database: Database;
  datasets: Datasets;
  engines: Record<'process' | 'docker', () => Promise<Engine>>;
  attached: Attached;
  /** The studio for programs on other machines. */
  door: StudioDoor | undefined;
  /** Sends the journals in a folder to this server. */
  deliver(folder: string): Promise<void>;
  environments: Environments;
  gpus: GpuLedger;
  /** Counts what nodes hold. */
  quotas: Pick<Quotas, 'addHoldings' | 'check' | 'claim' | 'rooms'>;
  meter: UsageMeter;
  /** The user's files. */
  files?: string;
  journal: Journal;
  lent: Lent;
  notebooks: NotebookPages;
  /** Where the built programs lie. */
  programs: string;
  storage: Storage;
  ticker: Ticker;
  vault: KeyVault;
  workspaces: Workspaces;
  log: Logger;
}

/** Jobs and the clusters that they run on. Goes on with what the server before this one has begun. */
export async function createJobsArea(options: JobsAreaOptions) {
  const { data, database, engines, programs, ticker } = options;
  const store = createJobStore(database.queries);
  const clusterStore = createClusterStore(database.queries);
  const queue = createQueueStore(database.queries);
  const engineOf = (cluster: ClusterRow): Promise<Engine> =>
    isElsewhere(cluster)
      ? options.attached.engine(cluster.driver)
      : engines[cluster.driver as keyof typeof engines]();
  const folders = createTaskFolders({
    ...options,
    folder: join(data, 'jobs'),
    packages: join(programs, 'kernel', 'packages')
  });
  const held = createHeldJobs(options.changes);
  const { user } = options.lent;
  const doors = createTaskDoors({ door: options.door, user });
  const transfer = createTransfer({ ...options, user });
  const specs = createTaskSpecs({ ...options, doors, folders, transfer });
  const stopwatch = createStopwatch(options);
  const attempts = createAttempts({
    ...options,
    ...{ doors, engineOf, folders, held, specs, stopwatch, store, transfer },
    expenses: createTaskExpenses(options),
    outputs: createOutputs(options)
  });
  const capacity = createCapacity({
    engineOf,
    gpus: options.gpus,
    monotonic: () => ticker.monotonic()
  });
  options.quotas.addHoldings(nodeHoldings);
  const nodes = createNodes({ ...options, capacity, store: clusterStore });
  const settlement = createSettlement({
    ...{ ...options, stopwatch, store },
    endArray: attempts.endArray
  });
  const scheduler = createScheduler({
    ...options,
    ...{ attempts, clusters: clusterStore, engineOf, jobs: store, nodes, queue, settlement },
    userQuotas: createUserQuotas(options)
  });
  const clusters = createClusters({
    ...options,
    ...{ capacity, jobs: store, store: clusterStore },
    poke: () => scheduler.poke()
  });
  const submission = createSubmission(options);
  const enqueue = createEnqueue({ ...options, scheduler, submission });
  const jobs = createJobs({
    ...options,
    ...{ clusters, clusterStore, enqueue, held, queue, scheduler, store }
  });
  const schedules = createSchedules({ ...options, clusters, enqueue, jobs, scheduler });
  await scheduler.recover();
  return {
    ...{ clusters, jobs, schedules },
    async stop() {
      await schedules.stop();
      await scheduler.stop();
    }
  };
}
