import { invalid } from './errors.ts';

/** Where a file of the artifact store belongs. */
export type Owner =
  { kind: 'run' | 'model'; id: string } | { kind: 'version'; id: string; version: number };

/** A file or a folder of an owner; an empty path is all of it. */
export interface Place {
  owner: Owner;
  path: string;
}

const LONGEST_PATH = 1_024;
const SCHEME = 'mlflow-artifacts:/';

export function experimentUri(experiment: { number: number; artifact_location?: string | null }) {
  return experiment.artifact_location || `${SCHEME}${experiment.number}`;
}

const below = (uri: string, path: string): string => {
  const [, place, query = ''] = /^([^?#]*)(.*)$/s.exec(uri)!;
  return `${place!.replace(/\/+$/, '')}/${path}${query}`;
};

export const runUri = (experiment: string, runId: string): string =>
  below(experiment, `${runId}/artifacts`);
export const modelUri = (experiment: string, modelId: string): string =>
  below(experiment, `models/${modelId}/artifacts`);

/** Files of a version of a registered model. */
export const versionUri = (modelId: string, version: number): string =>
  `${SCHEME}registry/${modelId}/${version}`;

const PLACE =
  /(?:^|\/)(?:(?<run>[0-9a-f]{32})|models\/(?<model>m-[0-9a-f]{32}))\/artifacts(?:\/(?<path>.*))?$/s;
const VERSION = /^\/?registry\/(?<id>[0-9a-f]{32})\/(?<version>\d{1,9})(?:\/(?<path>.*))?$/s;

/** What a path of the artifact store names; undefined where nothing can lie. */
export function placeAt(path: string): Place | undefined {
  const registered = VERSION.exec(path)?.groups;
  if (registered) {
    const { id, path: inner = '', version } = registered;
    return {
      owner: { kind: 'version', id: id!, version: Number(version) },
      path: safePath(inner)
    };
  }
  const { model, path: inner = '', run } = PLACE.exec(path)?.groups ?? {};
  if (run === undefined && model === undefined) {
    return undefined;
  }
  const owner: Owner = run ? { kind: 'run', id: run } : { kind: 'model', id: model! };
  return { owner, path: safePath(inner) };
}

/** The place that an address of artifacts names, e.g. `mlflow-artifacts:/1/<run>/artifacts/model`. */
export function placeOfUri(uri: string): Place | undefined {
  return /^mlflow-artifacts:\/*/.test(uri)
    ? placeAt(uri.replace(/^mlflow-artifacts:(\/\/[^/]*)?\/*/, ''))
    : undefined;
}

/** A path below an owner, without a slash at its ends. @throws MlflowError when it leads elsewhere */
export function safePath(path: string): string {
  const plain = path.replace(/\/+$/, '');
  const parts = plain.split('/');
  const odd = parts.some(part => part === '..' || part === '.' || part === '');

  if (plain !== '' && (odd || /[\\\u0000-\u001f]/.test(plain) || plain.length > LONGEST_PATH)) {
    throw invalid(`Invalid path: ${path.slice(0, 200)}`);
  }
  return plain;
}
