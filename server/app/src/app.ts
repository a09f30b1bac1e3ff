import { join } from 'node:path';
import { routes } from '@atelier-ml/api';
import { createBlobRoutes } from './areas/blobs/index.ts';
import {
  createAttached,
  createAttachedRoutes,
  createCompute,
  createComputeRoutes,
  createGpuLedger,
  createInstanceGpus,
  createLent,
  createStudioDoor
} from './areas/compute/index.ts';
import { createDatasetRoutes, createDatasets } from './areas/datasets/index.ts';
import { createEndpointRoutes, createEndpoints } from './areas/endpoints/index.ts';
import { createEnvironmentsArea, programSettings } from './areas/environments/index.ts';
import {
  createBulk,
  createExperimentRoutes,
  createExperiments,
  createExperimentsTrash,
  createHistories,
  createJournal,
  createJournalFront,
  createRunFinder,
  createRunLogs,
  createRunRoutes,
  createRuns,
  createRunSummaries,
  watchStaleRuns
} from './areas/experiments/index.ts';
import {
  createClusterRoutes,
  createJobRoutes,
  createJobsArea,
  createJournalDelivery,
  createScheduleRoutes
} from './areas/jobs/index.ts';
import {
  createLoggedModelRoutes,
  createLoggedModelsTrash,
  createMlflow
} from './areas/mlflow/index.ts';
import { createLineage, createLineageRoutes } from './areas/lineage/index.ts';
import { createModelRoutes, createModels } from './areas/models/index.ts';
import { createEvents, createSystemRoutes } from './areas/system/index.ts';
import { createMachineRooms, createUsageArea, createUsageRoutes } from './areas/usage/index.ts';
import { createTrash, createTrashRoutes, watchTrash } from './areas/trash/index.ts';
import {
  createPartFront,
  createPartUploads,
  createUploadRoutes,
  createUploads
} from './areas/uploads/index.ts';
import { createViewRoutes, createViews, createViewStore } from './areas/views/index.ts';
import { createWorkspaceRoutes, createWorkspaces } from './areas/workspaces/index.ts';
import { companionFile, programsFolder } from './companion.ts';
import {
  createProcessCompute,
  createProcessEngine,
  openDockerEngine
} from './drivers/compute/index.ts';
import { createLocalDisk } from './drivers/disk/index.ts';
import { connectDocker } from './drivers/docker/index.ts';
import { createNvidiaGpus } from './drivers/gpus/index.ts';
import { createDockerImages } from './drivers/images/index.ts';
import { createHtmlNotebooks } from './drivers/notebooks/index.ts';
import { createOnnxScoring } from './drivers/scoring/index.ts';
import { openLocalStorage } from './drivers/storage/index.ts';
import { createLocalTables } from './drivers/tables/index.ts';
import { createFastPath, createHttpServer, register } from './http/index.ts';
import type { FrontHandler, HttpServer } from './http/index.ts';
import { openKeyVault } from './key-vault.ts';
import type { AppOptions } from './app-options.ts';
import { openDatabase } from './open-database.ts';
import { references } from './references.ts';
import { processTicker } from './ticker.ts';
import { VERSION } from './version.ts';

export interface App {
  http: HttpServer;
  /** Finishes what is under way, then closes everything. */
  stop(): Promise<void>;
}

/** Milliseconds that requests under way get to finish. */
const PATIENCE = 10_000;

/** The composition root: the only place where drivers are chosen and areas are wired. */
export async function createApp(options: AppOptions): Promise<App> {
  const { clock = Date.now, data, log, machine, ticker = processTicker, token } = options;
  const database = await openDatabase(options);
  const stops: (() => Promise<void> | void)[] = [() => database.close()];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.reverse()) {
      await stop();
    }
  };
  try {
    const storage = await openLocalStorage(join(data, 'blobs'));
    const events = await createEvents({ database, clock });
    const workspaces = await createWorkspaces({ database, changes: events, clock });
    const frontHandlers: FrontHandler[] = [];

    const tables = createLocalTables({
      cacheFolder: join(data, 'cache', 'tables'),
      workerFile: companionFile('table-worker')
    });
    stops.push(() => tables.close());
    const shared = { database, changes: events, clock, storage, workspaces };
    const uploads = createUploads(shared);
    const partUploads = createPartUploads(shared);
    const datasets = createDatasets({ ...shared, tables });
    const ledger = createGpuLedger({ ...shared, gpus: createNvidiaGpus(options.gpuTool) });
    const gpus = createInstanceGpus({ ...shared, ledger });
    const docker = openDockerEngine(options.docker);
    stops.push(() => docker.close());
    const programs = programsFolder();
    const environmentsArea = createEnvironmentsArea({
      ...{ ...shared, data, log, programs, machine, version: VERSION },
      images: createDockerImages(() => connectDocker({ address: options.docker })),
      vault: await openKeyVault(join(data, 'registries.secret')),
      instances: () => compute.imagesInUse()
    });
    const { environments } = environmentsArea;
    const engine = async () => environmentsArea.providing(await docker.engine());
    const settings = machine && ((at: string) => programSettings(machine, at));
    const lentParts = { ...options.containers, data, programs, settings };
    const processes = createProcessCompute({
      data,
      kernelspecFolder: join(data, 'jupyter', 'kernels')
    });
    const usage = createUsageArea({
      ...{ ...shared, log, ticker },
      rooms: createMachineRooms({ engine, host: processes.host, ticker })
    });
    stops.push(() => usage.stop());
    const programEngine = createProcessEngine(join(data, 'jobs', 'processes'));
    const attached = await createAttached({
      ...shared,
      ...{ compute: processes, log, processes: programEngine },
      sparkFolder: join(data, 'compute', 'spark'),
      trialFolder: join(data, 'compute', 'spark-trials'),
      vault: await openKeyVault(join(data, 'compute.secret'))
    });
    stops.push(() => attached.close());
    events.watch(({ action, kind }) => {
      if (kind === 'workspace' && action === 'deleted') {
        attached.tidy().catch((err: unknown) => log.warn({ err }, 'kernels of Spark are left'));
      }
    });
    const { socket } = options.containers;
    const door = socket === undefined ? undefined : createStudioDoor({ socket, token });
    const compute = await createCompute({
      ...shared,
      ...{ data, engine, gpus, ledger, log, ticker, disk: options.disk ?? createLocalDisk() },
      environments: () => environments,
      ...{ attached, door, lend: lentParts },
      compute: processes,
      ...{ meter: usage.meter, quotas: usage.quotas, rates: usage.rates }
    });
    stops.push(
      () => compute.stop(),
      () => environmentsArea.stop()
    );
    await environmentsArea.resume();
    const experiments = createExperiments(shared);
    const runs = createRuns(shared);
    const views = createViews(shared);
    const finder = createRunFinder({ ...shared, experiments });
    const summaries = createRunSummaries(database, finder);
    const bulk = createBulk({ ...shared, finder });
    const journal = createJournal({ ...shared, log });
    stops.push(() => journal.stop());
    events.watch(({ action, kind }) => {
      if (kind === 'workspace' || action === 'deleted') {
        journal.forget();
      }
    });
    await journal.recover();
    frontHandlers.push(createFastPath(token, [createJournalFront(journal)]));
    const jobsVault = await openKeyVault(join(data, 'jobs.secret'));
    const area = await createJobsArea({
      ...{ ...shared, datasets, environments, journal, log, ticker, vault: jobsVault },
      engines: {
        process: () => Promise.resolve(programEngine),
        docker: engine
      },
      ...{ data, files: options.containers.files, programs },
      ...{ attached, door, lent: createLent(lentParts) },
      deliver: createJournalDelivery(token, socket),
      notebooks: createHtmlNotebooks({ workerFile: companionFile('notebook-worker') }),
      gpus: ledger,
      ...{ meter: usage.meter, quotas: usage.quotas }
    });
    stops.push(() => area.stop());
    const histories = createHistories({ queries: database.reads, workspaces });
    const logs = createRunLogs({ queries: database.reads, workspaces });
    stops.push(watchStaleRuns({ runs, settle: journal.settle, clock, ticker, log }));

    const scoring = createOnnxScoring({ scorerFile: companionFile('scorer') });
    stops.push(() => scoring.close());
    const models = createModels({
      ...shared,
      scoring,
      runsOf: user => ({ get: ({ run, workspace }) => runs.get(workspace, run, user) })
    });
    const endpoints = await createEndpoints({ ...shared, data, models, scoring });
    stops.push(() => endpoints.stop());
    frontHandlers.push(endpoints.dataPlane);
    await endpoints.resume();
    frontHandlers.push(
      createPartFront(partUploads),
      createMlflow({ ...shared, experiments, journal, models, partUploads, token: options.token })
    );

    const trash = await createTrash({
      ...shared,
      log,
      settle: journal.settle,
      shelves: [
        ...createExperimentsTrash({
          ...shared,
          forget: [(queries, id) => createViewStore(queries).deleteOfSubject(id)]
        }),
        createLoggedModelsTrash(shared)
      ],
      references
    });
    stops.push(() => trash.stop(), watchTrash({ trash, uploads: [uploads, partUploads], log }));

    const registrations = [
      ...register(
        'system',
        routes.system,
        createSystemRoutes({ events, database: database.kind, startedAt: clock() })
      ),
      ...register('workspaces', routes.workspaces, createWorkspaceRoutes(workspaces)),
      ...register('blobs', routes.blobs, createBlobRoutes(storage)),
      ...register('uploads', routes.uploads, createUploadRoutes(uploads)),
      ...register('datasets', routes.datasets, createDatasetRoutes(datasets)),
      ...register('compute', routes.compute, createComputeRoutes(compute)),
      ...register('environments', routes.environments, environmentsArea.routes),
      ...register('attached', routes.attached, createAttachedRoutes(attached)),
      ...register('clusters', routes.clusters, createClusterRoutes(area.clusters)),
      ...register('usage', routes.usage, createUsageRoutes(usage)),
      ...register('jobs', routes.jobs, createJobRoutes(area.jobs)),
      ...register('schedules', routes.schedules, createScheduleRoutes(area.schedules)),
      ...register('experiments', routes.experiments, createExperimentRoutes(experiments)),
      ...register(
        'runs',
        routes.runs,
        createRunRoutes({ runs, finder, summaries, bulk, histories, logs, journal })
      ),
      ...register('lineage', routes.lineage, createLineageRoutes(createLineage(shared))),
      ...register('loggedModels', routes.loggedModels, createLoggedModelRoutes(shared)),
      ...register('trash', routes.trash, createTrashRoutes(trash)),
      ...register('views', routes.views, createViewRoutes(views)),
      ...register('models', routes.models, createModelRoutes(models)),
      ...register('endpoints', routes.endpoints, createEndpointRoutes(endpoints))
    ];
    const { allowedHosts, checkAnswers } = options;
    const http = createHttpServer({
      token,
      log,
      registrations,
      frontHandlers,
      allowedHosts,
      checkAnswers,
      // Journals need not see what others have written.
      beforeAnswer: async name => {
        if (!/^(system|blobs)\.|^runs\.journal$/.test(name)) {
          await journal.settle();
        }
      }
    });
    return {
      http,
      async stop() {
        // Refuses new readers before the old ones are sent away.
        const closed = http.close(PATIENCE);
        events.stop();
        await closed;
        await stopAll();
      }
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
