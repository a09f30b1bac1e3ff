import { readConfiguration } from '../configuration.ts';
import { connect } from '../connection/index.ts';
import type { Connection, ConnectOptions } from '../connection/index.ts';
import { createDatasets } from '../datasets/index.ts';
import type { Datasets } from '../datasets/index.ts';
import { createEndpoints } from '../endpoints/index.ts';
import type { Endpoints } from '../endpoints/index.ts';
import { createChangeFeed, createClusters, createJobs, createSchedules } from '../jobs/index.ts';
import type { Clusters, Jobs, Schedules } from '../jobs/index.ts';
import { createSenderThread } from '../journal/index.ts';
import type { SenderThread } from '../journal/index.ts';
import type { KernelDoor } from '../magics/index.ts';
import { createModels } from '../models/index.ts';
import type { Models } from '../models/index.ts';
import { createTracker } from '../tracking/index.ts';
import type { Tracker } from '../tracking/index.ts';
import { createWorkspaceScope } from '../workspace/index.ts';

const JOB_PATIENCE = 60_000;

export interface StudioOptions extends ConnectOptions {
  /** The notebook's kernel; found by itself when left out. */
  kernel?: KernelDoor;
  warn?(message: string): void;
}

/** Everything that the SDK does, for one server and workspace. */
export interface Studio {
  connection: Connection;
  tracker: Tracker;
  datasets: Datasets;
  models: Models;
  endpoints: Endpoints;
  jobs: Jobs;
  clusters: Clusters;
  schedules: Schedules;
  sender: SenderThread;
}

export function kernelDoor(): KernelDoor | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for('atelier.kernel')] as
    KernelDoor | undefined;
}

export function createStudio({
  kernel = kernelDoor(),
  warn,
  ...options
}: StudioOptions = {}): Studio {
  // Nobody is there to begin a job anew when the studio is away for a moment.
  const patience = readConfiguration().jobRun === undefined ? 0 : JOB_PATIENCE;
  const connection = connect({ patience, ...options });
  const { configuration } = connection;
  const sender = createSenderThread(configuration);
  const scope = createWorkspaceScope(connection);
  const jobScope = { ...scope, changes: createChangeFeed(connection), ...(kernel && { kernel }) };
  return {
    connection,
    sender,
    tracker: createTracker({
      configuration,
      client: connection.client,
      sender,
      kernel,
      warn: warn ?? (message => console.warn(message))
    }),
    datasets: createDatasets(scope),
    models: createModels(scope),
    endpoints: createEndpoints(scope),
    jobs: createJobs(jobScope),
    clusters: createClusters(scope),
    schedules: createSchedules(jobScope)
  };
}
