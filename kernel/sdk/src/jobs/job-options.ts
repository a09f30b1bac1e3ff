import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { JobPriority, RouteInput, Routes } from '@atelier-ml/api';
import { archiveOf, archiveOfFiles } from '../archive/index.ts';
import type { HasUri } from '../tracking/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';

/** A job as the interface of the server takes it. */
export type SubmittedJob = RouteInput<Routes['jobs']['create']>['body'];

/** Values by name; they become text. */
export type JobParams = Readonly<Record<string, string | number | boolean>>;

/** What a job runs: one of a command, a script and a notebook. */
export type JobProgramOptions =
  | {
      /** For `/bin/sh`; `${{inputs.NAME}}`, `${{outputs.NAME}}` and `${{params.NAME}}` stand for paths and values. */
      command: string;
      script?: never;
      notebook?: never;
      arguments?: never;
      language?: never;
    }
  | {
      /** Path of a `.ts`, `.mts`, `.js`, `.mjs`, `.py`, `.R` or `.sh` file; within `code`, if that is given. */
      script: string;
      /** May hold placeholders, as commands do. */
      arguments?: readonly string[];
      command?: never;
      notebook?: never;
      language?: never;
    }
  | {
      /** Path of a notebook; within `code`, if that is given. */
      notebook: string;
      /** What the notebook says, if left out. */
      language?: 'typescript' | 'python' | 'r';
      command?: never;
      script?: never;
      arguments?: never;
    };

/** With what and where a job runs. */
export interface JobSettings {
  /** What it runs, if left out. */
  name?: string;
  description?: string;
  /** Of its run; `jobs` if left out. */
  experiment?: string;
  /** By name, or what `cluster` answers; `local` if left out. */
  cluster?: string | { readonly name: string };
  /**
   * What the program starts among: a folder, files by their path, or a tar archive. Of a folder is left out
   * what its `.atelierignore` names. The folder of script or notebook, if left out.
   */
  code?: string | Readonly<Record<string, string | Uint8Array>> | Uint8Array;
  /** `name:version`, or `name` for the newest one. */
  environment?: string;
  /** Wins over the environment. */
  image?: string;
  /** Datasets by the name that the program knows them by: `name:version`, `name`, or what `dataset` answers. */
  inputs?: Readonly<Record<string, string | HasUri>>;
  /** Folders that are kept, by name; one with a `dataset` becomes its next version. */
  outputs?: readonly string[] | Readonly<Record<string, { dataset?: string }>>;
  params?: JobParams;
  environmentVariables?: Readonly<Record<string, string>>;
  /** Variables that are never shown, and dropped when the job has ended. */
  secrets?: Readonly<Record<string, string>>;
  /** That start together; 1 if left out. */
  nodes?: number;
  /** So many jobs, each with its index, or one for each of these params. */
  array?: number | readonly JobParams[];
  /** How often it is tried again when it fails; 0 if left out. */
  retries?: number;
  /** Seconds before it is tried again. */
  retryDelay?: number;
  /** Seconds after which an attempt is ended. */
  timeout?: number;
  priority?: JobPriority;
  /** Of its run. */
  tags?: Readonly<Record<string, string>>;
}

export type JobOptions = JobProgramOptions & JobSettings;

/** What the server is asked for; the code is sent to it. */
export async function jobFrom(
  { client }: Pick<WorkspaceScope, 'client'>,
  options: JobOptions
): Promise<SubmittedJob> {
  const { array, cluster, inputs = {}, outputs = {}, params } = options;
  const archive = await codeOf(options);
  const code = archive && (await client.blobs.upload({ query: {}, body: archive }));
  return {
    name: options.name,
    description: options.description,
    experiment: options.experiment,
    cluster: typeof cluster === 'object' ? cluster.name : cluster,
    program: programOf(options),
    ...(code && { code: { sha256: code.sha256 } }),
    environment: options.environment,
    image: options.image,
    inputs: mapped(inputs, input => (typeof input === 'string' ? input : input.uri)),
    outputs: isList(outputs) ? Object.fromEntries(outputs.map(name => [name, {}])) : outputs,
    params: params && mapped(params, String),
    environmentVariables: options.environmentVariables,
    secrets: options.secrets,
    nodes: options.nodes,
    ...(array !== undefined && {
      array: isList(array) ? { params: array.map(each => mapped(each, String)) } : { count: array }
    }),
    maxRetries: options.retries,
    retryDelaySeconds: options.retryDelay,
    timeoutSeconds: options.timeout,
    priority: options.priority,
    tags: options.tags
  };
}

function programOf({ code, ...options }: JobOptions): SubmittedJob['program'] {
  const within = (path: string): string =>
    code === undefined ? basename(path) : path.replace(/^\.\//, '');
  if (options.script !== undefined) {
    const { arguments: words = [], script } = options;
    return { type: 'script', path: within(script), arguments: [...words] };
  }
  if (options.notebook !== undefined) {
    return { type: 'notebook', path: within(options.notebook), language: options.language };
  }
  if (options.command === undefined) {
    throw new AtelierError('invalid-input', 'There is nothing to run.', {
      remedy: 'Name a command, a script or a notebook.'
    });
  }
  return { type: 'command', command: options.command };
}

async function codeOf({ code, notebook, script }: JobOptions): Promise<BodyInit | undefined> {
  const file = script ?? notebook;
  if (code instanceof Uint8Array) {
    return code as Uint8Array<ArrayBuffer>;
  }
  if (typeof code === 'object') {
    return archiveOfFiles(code) as Uint8Array<ArrayBuffer>;
  }
  const folder = code ?? (file && dirname(resolve(file)));
  const path = code === undefined || file === undefined ? file : resolve(code, file);
  if (path !== undefined && !(await stat(path).catch(() => undefined))?.isFile()) {
    throw new AtelierError('invalid-input', `There is no file ${path}.`, {
      remedy: code === undefined ? 'Correct its path.' : 'Give its path within the code.',
      fields: [{ path: 'body.program.path', message: 'does not exist' }]
    });
  }
  return folder === undefined
    ? undefined
    : (Readable.toWeb(await archiveOf(resolve(folder))) as ReadableStream);
}

const isList = <T>(value: readonly T[] | object | number): value is readonly T[] =>
  Array.isArray(value);

const mapped = <T, R>(values: Readonly<Record<string, T>>, map: (value: T) => R) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
