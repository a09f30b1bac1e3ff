import { AtelierError } from '@atelier-ml/api';
import { createMlflowApi, encodedPath } from './mlflow-api.ts';
import type { MlflowApi } from './mlflow-api.ts';

/** Who asks the server that is imported from, as MLflow's own client reads it. */
export interface SourceLogin {
  username?: string;
  password?: string;
  token?: string;
}

export interface Source extends MlflowApi {
  /** The address without a login, as it is noted with what was imported. */
  name: string;
  /** The bytes of a file of a run or of a logged model. */
  download(file: SourceFile, signal: AbortSignal): Promise<Response>;
}

export interface SourceFile {
  artifactUri: string;
  runId?: string;
  modelId?: string;
  /** Below the run or the model. */
  path: string;
}

/** @throws AtelierError `invalid-input` for what is no address of a server */
export function openSource(address: string, login: SourceLogin): Source {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new AtelierError('invalid-input', `${address} is not the address of an MLflow server.`, {
      remedy:
        `Serve it first: \`mlflow server --backend-store-uri ${address} --port 5000\`, ` +
        'then import http://127.0.0.1:5000.'
    });
  }
  const username = login.username ?? decodeURIComponent(url.username);
  const password = login.password ?? decodeURIComponent(url.password);
  [url.username, url.password, url.search, url.hash] = ['', '', '', ''];
  const name = url.href.replace(/\/+$/, '');
  const basic = username || password ? `Basic ${btoa(`${username}:${password}`)}` : undefined;
  const authorization = login.token ? `Bearer ${login.token}` : basic;
  const api = createMlflowApi(name, (path, init) =>
    fetch(`${name}${path}`, {
      ...init,
      headers: { ...(init.headers as object), ...(authorization && { authorization }) }
    })
  );
  return {
    ...api,
    name,
    download({ artifactUri, modelId, path, runId }, signal) {
      const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(artifactUri)?.[1];
      const query =
        modelId === undefined
          ? `/get-artifact?run_uuid=${runId}&path=${encodeURIComponent(path)}`
          : `/ajax-api/2.0/mlflow/logged-models/${modelId}/artifacts/files` +
            `?artifact_file_path=${encodeURIComponent(path)}`;
      return api.send(
        proxied === undefined
          ? query
          : `/api/2.0/mlflow-artifacts/artifacts/${encodedPath(`${proxied}/${path}`)}`,
        { signal }
      );
    }
  };
}
