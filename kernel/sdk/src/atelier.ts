import type { Client } from '@atelier-ml/api';
import type { ConnectOptions } from './connection/index.ts';
import { connect } from './connection/index.ts';
import type { DataRow, Dataset, Datasets } from './datasets/index.ts';
import type { DeployOptions, Endpoint, Endpoints } from './endpoints/index.ts';
import type {
  Cluster,
  ClusterOptions,
  Clusters,
  Job,
  JobOptions,
  Jobs,
  Schedule,
  ScheduleOptions,
  Schedules
} from './jobs/index.ts';
import type { JournalState } from './journal/index.ts';
import type { ModelContent, Models, ModelVersion, RegisterModelOptions } from './models/index.ts';
import { defaultStudio } from './studio/index.ts';
import type { Run, RunOptions, StartRun } from './tracking/index.ts';

/**
 * Starts a run and makes it the active one; with `resume`, opens one again.
 *
 * @example
 * const run = startRun({
 *   experiment: 'diabetes',
 *   metrics: { auc: { goal: 'maximize' }, loss: { goal: 'minimize', unit: 'nats' } }
 * });
 * run.log({ loss: 0.4, auc: 0.81 });
 * await run.end();
 * const again = await startRun({ resume: run.id });
 */
export const startRun: StartRun = ((options: RunOptions) =>
  defaultStudio().tracker.startRun(options)) as StartRun;

/** Runs `work` with a new run and ends it: `failed` with what `work` throws, which is thrown on. */
export function withRun<T, M extends string = string, P extends string = string>(
  options: RunOptions<M, P>,
  work: (run: Run<M, P>) => T | Promise<T>
): Promise<T> {
  return defaultStudio().tracker.withRun(options, work);
}

/** The run of the `withRun` around the caller, else the one started last that is still open. */
export function activeRun(): Run | undefined {
  return defaultStudio().tracker.activeRun();
}

/** How many logged entries of this process the server has not confirmed yet. */
export function unsynced(): number {
  return defaultStudio().tracker.unsynced();
}

/** How the journals of this process's runs stand: those that are not wholly on the server. */
export function journalState(): JournalState[] {
  return defaultStudio().tracker.journalStates();
}

/** Waits until the server has all that was logged; false if it has not within the milliseconds. */
export function flush(milliseconds?: number): Promise<boolean> {
  return defaultStudio().tracker.flush(milliseconds);
}

/** The typed client of the server's whole interface; with options, one for another server. */
export function client(options?: ConnectOptions): Client {
  return options ? connect(options).client : defaultStudio().connection.client;
}

/**
 * Opens a version of a dataset.
 *
 * @param reference `diabetes` for the newest version, `diabetes:2` for one
 * @throws AtelierError `not-found`, `server-unreachable`
 */
export function dataset<Row extends object = DataRow>(reference: string): Promise<Dataset<Row>> {
  return defaultStudio().datasets.get<Row>(reference);
}

/** The datasets of the workspace: `get`, `save`, `list`. */
export const datasets: Datasets = {
  get: reference => defaultStudio().datasets.get(reference),
  save: (name, content, options) => defaultStudio().datasets.save(name, content, options),
  list: search => defaultStudio().datasets.list(search)
};

/**
 * Registers a file as a version of a model.
 *
 * @example
 * await registerModel('diabetes', { run, artifact: 'model.onnx' }, { aliases: ['production'] });
 */
export function registerModel(
  name: string,
  content: ModelContent,
  options?: RegisterModelOptions
): Promise<ModelVersion> {
  return defaultStudio().models.register(name, content, options);
}

/** @param reference `diabetes` (newest), `diabetes:3` or `diabetes@production` */
export function model(reference: string): Promise<ModelVersion> {
  return defaultStudio().models.get(reference);
}

/** The registered models of the workspace: `register`, `get`, `list`. */
export const models: Models = {
  register: (name, content, options) => defaultStudio().models.register(name, content, options),
  get: reference => defaultStudio().models.get(reference),
  list: search => defaultStudio().models.list(search)
};

/**
 * Serves a model and answers when it is ready. An endpoint of that name takes the model over.
 *
 * @example
 * const endpoint = await deploy('diabetes', 'diabetes@production');
 * await endpoint.score({ glucose: 148, mass: 33.6 });
 */
export function deploy(
  name: string,
  served: string | { readonly reference: string },
  options?: DeployOptions
): Promise<Endpoint> {
  return defaultStudio().endpoints.deploy(name, served, options);
}

export function endpoint(name: string): Promise<Endpoint> {
  return defaultStudio().endpoints.get(name);
}

/** The endpoints of the workspace: `deploy`, `get`, `list`. */
export const endpoints: Endpoints = {
  deploy: (name, served, options) => defaultStudio().endpoints.deploy(name, served, options),
  get: name => defaultStudio().endpoints.get(name),
  list: search => defaultStudio().endpoints.list(search)
};

/**
 * Submits a command, a script or a notebook to a cluster, and answers when it is in the queue.
 *
 * @example
 * const job = await submitJob({ script: 'train.ts', inputs: { data: 'diabetes:3' }, params: { rate: 0.1 } });
 * for await (const { text } of job.follow()) process.stdout.write(text);
 */
export function submitJob(options: JobOptions): Promise<Job> {
  return defaultStudio().jobs.submit(options);
}

export function job(id: string): Promise<Job> {
  return defaultStudio().jobs.get(id);
}

/** The jobs of the workspace: `submit`, `get`, `list`, `prepare`. */
export const jobs: Jobs = {
  submit: options => defaultStudio().jobs.submit(options),
  get: id => defaultStudio().jobs.get(id),
  list: query => defaultStudio().jobs.list(query),
  prepare: options => defaultStudio().jobs.prepare(options)
};

/**
 * Makes a cluster: of containers unless `driver` is `process`. It grows with its queue.
 *
 * @example
 * await createCluster('boxes', { image: 'python:3.12', nodeSize: { cpus: 2, memoryMb: 2048 }, maxNodes: 4 });
 */
export function createCluster(name: string, options?: ClusterOptions): Promise<Cluster> {
  return defaultStudio().clusters.create(name, options);
}

export function cluster(name: string): Promise<Cluster> {
  return defaultStudio().clusters.get(name);
}

/** The clusters of the workspace: `create`, `get`, `list`. */
export const clusters: Clusters = {
  create: (name, options) => defaultStudio().clusters.create(name, options),
  get: name => defaultStudio().clusters.get(name),
  list: search => defaultStudio().clusters.list(search)
};

/**
 * Has a job submitted again and again; without options, opens the schedule of that name.
 *
 * @example
 * await schedule('nightly', { cron: '0 2 * * *', zone: 'Europe/Berlin', job: { notebook: 'report.ipynb' } });
 */
export function schedule(name: string, options?: ScheduleOptions): Promise<Schedule> {
  const { get, set } = defaultStudio().schedules;
  return options ? set(name, options) : get(name);
}

/** The schedules of the workspace: `set`, `get`, `list`, `preview`. */
export const schedules: Schedules = {
  set: (name, options) => defaultStudio().schedules.set(name, options),
  get: name => defaultStudio().schedules.get(name),
  list: search => defaultStudio().schedules.list(search),
  preview: (timing, count) => defaultStudio().schedules.preview(timing, count)
};
