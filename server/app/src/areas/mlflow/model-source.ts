import { createMetricsStore } from '../experiments/index.ts';
import type { ModelVersionRow } from '../models/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid } from './errors.ts';
import { createFiles } from './files.ts';
import type { StoredFile } from './files.ts';
import { requireLoggedModel } from './logged-model-lookup.ts';
import { readModelFolder } from './model-folder.ts';
import { experimentUri, modelUri, placeOfUri, runUri, safePath, versionUri } from './places.ts';
import { findVersion } from './registry-lookup.ts';
import { numberOut } from './run-present.ts';
import { findRun } from './runs.ts';
import { createTrackingStore } from './tracking.store.ts';

const IS_PROMPT = 'mlflow.prompt.is_prompt';
const LOGGED = /^models:\/+(m-[0-9a-f]{32})(?:\/(.*))?$/;
const REGISTERED = /^models:\/+([^/@]+)\/(\d+)$/;
const OF_RUN = /^runs:\/+([^/]+)(?:\/(.*))?$/;

interface NewVersion {
  source: string;
  run_id?: string;
  model_id?: string;
  tags: { key: string; value: string }[];
}

export type VersionContent = Pick<
  ModelVersionRow,
  | 'format'
  | 'filename'
  | 'sha256'
  | 'size'
  | 'signature'
  | 'metadata'
  | 'run_id'
  | 'metrics'
  | 'logged_model_id'
>;

/** Where the files of a version come from, and what they are. */
export function createModelSources(context: MlflowContext) {
  const { database, storage } = context;

  async function experimentUriOf(experimentId: string): Promise<string> {
    const [row] = await createTrackingStore(database.queries).experimentsOf([experimentId]);
    return experimentUri(row!);
  }

  /** The address of the files that a source names. */
  async function locate(source: string): Promise<string> {
    const [, loggedModel] = LOGGED.exec(source) ?? [];
    if (loggedModel) {
      const row = await requireLoggedModel(context, loggedModel);
      return modelUri(await experimentUriOf(row.experiment_id), row.id);
    }
    const [, name, number] = REGISTERED.exec(source) ?? [];
    if (name && number) {
      const { row } = await findVersion(context, decodeURIComponent(name), number);
      return versionUri(row.model_id, row.version);
    }
    const [, runId, path = ''] = OF_RUN.exec(source) ?? [];
    if (runId) {
      const run = await findRun(context, runId);
      const root = runUri(await experimentUriOf(run.experiment_id), run.id);
      return path ? `${root}/${safePath(path)}` : root;
    }
    return source;
  }

  async function filesOf(uri: string): Promise<StoredFile[]> {
    const place = placeOfUri(uri);
    if (!place) {
      return [];
    }
    const files = await createFiles(database.queries).all(place.owner);
    const start = place.path === '' ? '' : `${place.path}/`;
    return files
      .filter(file => file.path.startsWith(start))
      .map(file => ({ ...file, path: file.path.slice(start.length) }));
  }

  async function metricsOf(runId: string | null): Promise<string> {
    const rows = runId ? await createMetricsStore(database.queries).summaries([runId]) : [];
    return JSON.stringify(Object.fromEntries(rows.map(row => [row.key, numberOut(row.last)])));
  }

  return {
    locate,
    /** @throws MlflowError when the source names what is not there */
    async read({ model_id, run_id, source, tags }: NewVersion): Promise<{
      content: VersionContent;
      files: StoredFile[];
    }> {
      if (/^(file:|\.{0,2}\/|~)/.test(source) && !isPrompt(tags)) {
        throw invalid(
          `Invalid model version source: '${source.slice(0, 200)}'. ` +
            'A local path is not one that the server can read.'
        );
      }
      const uri = isPrompt(tags) ? source : await locate(source);
      const owner = placeOfUri(uri)?.owner;
      const loggedId =
        model_id || LOGGED.exec(source)?.[1] || (owner?.kind === 'model' ? owner.id : null);
      const logged = loggedId ? await requireLoggedModel(context, loggedId) : undefined;
      const files = await filesOf(uri);
      for (const { sha256 } of files) {
        // The run that it comes from may be deleted for good before the version is there.
        await storage.claim(sha256);
      }
      const folder = await readModelFolder(files, storage);
      const runId = run_id || logged?.source_run_id || null;
      const { description } = folder ?? {};
      return {
        files: folder ? files : [],
        content: {
          format: isPrompt(tags) ? 'prompt' : 'mlflow',
          filename: description?.path ?? 'MLmodel',
          sha256: description?.sha256 ?? '',
          size: folder?.size ?? 0,
          signature: folder?.signature ? JSON.stringify(folder.signature) : null,
          metadata: JSON.stringify(folder?.metadata ?? {}),
          run_id: runId,
          metrics: await metricsOf(runId),
          logged_model_id: loggedId
        }
      };
    }
  };
}

const isPrompt = (tags: NewVersion['tags']): boolean =>
  tags.some(({ key, value }) => key === IS_PROMPT && value.toLowerCase() === 'true');
