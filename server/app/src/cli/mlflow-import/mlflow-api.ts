import { AtelierError, hasCode } from '@atelier-ml/api';
import type { ErrorCode } from '@atelier-ml/api';

type Query = Record<string, string | number | undefined>;

export interface Asked {
  query?: Query;
  body?: object;
  signal?: AbortSignal;
}

/** A server that speaks MLflow's REST interface, told by how a request is sent to it. */
export interface MlflowApi {
  /** Asks below `/api/2.0/`. @throws AtelierError with the sentence that the server tells */
  ask<T>(method: string, path: string, asked?: Asked): Promise<T>;
  /** All items of a list that comes in pages. */
  all<T>(method: string, path: string, field: string, asked: Asked): Promise<T[]>;
  /** A request for or with bytes, by its whole path. @throws as `ask` */
  send(path: string, init?: RequestInit): Promise<Response>;
}

const CODES: Record<string, ErrorCode> = {
  RESOURCE_DOES_NOT_EXIST: 'not-found',
  RESOURCE_ALREADY_EXISTS: 'already-exists'
};

/** A path within an address: each of its parts is encoded. */
export const encodedPath = (path: string): string =>
  path.split('/').map(encodeURIComponent).join('/');

/** Whether a server has answered that it has no such thing. */
export const isMissing = (error: unknown): boolean => hasCode(error, 'not-found');

/** @param name how messages call the server */
export function createMlflowApi(
  name: string,
  transport: (path: string, init: RequestInit) => Promise<Response>
): MlflowApi {
  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await transport(path, init).catch((cause: unknown) => {
      init.signal?.throwIfAborted();
      throw new AtelierError('server-unreachable', `${name} does not answer.`, {
        remedy: 'Check its address, and that it runs.',
        cause
      });
    });
    if (!response.ok) {
      throw await refusal(name, response);
    }
    return response;
  }

  async function ask<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
    const { body, query = {}, signal } = asked;
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, String(value)] as [string, string]]
      )
    ).toString();
    const response = await send(`/api/2.0/${path}${search && `?${search}`}`, {
      method,
      signal,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body)
      })
    });
    return (await response.json().catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new AtelierError('server-unreachable', `${name} does not answer in MLflow’s manner.`, {
        remedy: 'Give the address that MLFLOW_TRACKING_URI would have.',
        cause
      });
    })) as T;
  }

  return {
    ask,
    send,
    async all(method, path, field, { body, query, signal }) {
      const items: never[] = [];
      let token: string | undefined;
      do {
        const place = { page_token: token };
        const page = await ask<Record<string, never[]> & { next_page_token?: string }>(
          method,
          path,
          method === 'GET'
            ? { signal, query: { ...query, ...place } }
            : { signal, body: { ...body, ...place } }
        );
        items.push(...(page[field] ?? []));
        token = page.next_page_token || undefined;
      } while (token !== undefined);
      return items;
    }
  };
}

async function refusal(name: string, response: Response): Promise<AtelierError> {
  const text = await response.text();
  let told: { error_code?: string; message?: string } = {};
  try {
    told = JSON.parse(text) as typeof told;
  } catch {
    // A server in between has answered.
  }
  if (response.status === 401 || response.status === 403) {
    return new AtelierError('unauthenticated', `${name} asks for a login, or for another one.`, {
      remedy: 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.'
    });
  }
  const code = CODES[told.error_code ?? ''] ?? (response.status === 404 ? 'not-found' : undefined);
  return new AtelierError(
    code ?? (response.status < 500 ? 'invalid-input' : 'server-unreachable'),
    `${name} answers ${response.status}: ${(told.message ?? text).slice(0, 500)}`
  );
}
