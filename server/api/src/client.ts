import { z } from 'zod';
import { AtelierError, ErrorBody } from './errors.ts';
import { isRoute } from './route.ts';
import type { Route, RouteInput, RouteOutput, RouteTree } from './route.ts';
import { routes } from './routes.ts';
import type { Routes } from './routes.ts';

/** A function a route: `client.datasets.get({ params: { workspace, dataset } })`. */
export type ClientOf<T> = T extends Route
  ? unknown extends RouteInput<T>
    ? (input?: CallOptions) => Promise<RouteOutput<T>>
    : (input: RouteInput<T> & CallOptions) => Promise<RouteOutput<T>>
  : { [K in keyof T]: ClientOf<T[K]> };
export type Client = ClientOf<Routes>;

export interface CallOptions {
  signal?: AbortSignal;
  /** Of a download: these bytes alone, the last one included. The answer tells the size of the whole. */
  part?: { start: number; end: number };
}

export interface ClientOptions {
  /** Sends a request; `path` starts with a slash and carries the query. Rejects if nobody answers. */
  send(path: string, init: RequestInit): Promise<Response>;
}

interface AnyInput extends CallOptions {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** The path of a call, parameters and query filled in and encoded. */
export function pathOf(route: Route, input: Pick<AnyInput, 'params' | 'query'>): string {
  const path = route.path.replace(/([:*])(\w+)/g, (_, kind: string, name: string) => {
    const value = String(input.params?.[name] ?? '');
    return kind === ':'
      ? encodeURIComponent(value)
      : value.split('/').map(encodeURIComponent).join('/');
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return query.size ? `${path}?${query}` : path;
}

/** The error that an answer carries, whoever wrote it. */
export async function errorOf(response: Response): Promise<AtelierError> {
  const text = await response.text().catch(() => '');
  const parsed = ErrorBody.safeParse(parseJson(text));
  if (parsed.success) {
    const { code, message, ...rest } = parsed.data.error;
    return new AtelierError(code, message, rest);
  }
  return new AtelierError(
    response.status === 403 ? 'forbidden' : 'server-unreachable',
    `The Atelier server did not answer as expected (HTTP ${response.status}).`,
    { remedy: 'Look at the state of the server with `atelier status`.' }
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(cause: unknown): AtelierError {
  return (cause as { code?: unknown } | null)?.code === 'ETIMEDOUT'
    ? new AtelierError('server-unreachable', 'The Atelier server does not answer.', {
        remedy:
          'It runs, but hangs or is busy. Try again, or restart it from the panel in JupyterLab.',
        cause
      })
    : new AtelierError('server-unreachable', 'The Atelier server cannot be reached.', {
        remedy: 'Start it with `atelier server`, or restart it from the panel in JupyterLab.',
        cause
      });
}

async function call(route: Route, input: AnyInput, options: ClientOptions): Promise<unknown> {
  const raw = route.body === 'bytes';
  const init: RequestInit & { duplex?: 'half' } = { method: route.method, signal: input.signal };
  if (raw) {
    init.body = input.body as BodyInit;
    init.headers = { 'content-type': 'application/octet-stream' };
    if (input.body instanceof ReadableStream) {
      init.duplex = 'half';
    }
  } else if (route.body) {
    init.body = JSON.stringify(input.body);
    init.headers = { 'content-type': 'application/json' };
  }
  if (input.part) {
    init.headers = { ...init.headers, range: `bytes=${input.part.start}-${input.part.end}` };
  }
  let response: Response;
  try {
    response = await options.send(pathOf(route, input), init);
  } catch (cause) {
    if (input.signal?.aborted || cause instanceof AtelierError) {
      throw cause;
    }
    throw unreachable(cause);
  }
  if (!response.ok) {
    throw await errorOf(response);
  }
  return route.response instanceof z.ZodType ? await response.json() : response;
}

function clientOf(tree: RouteTree, options: ClientOptions): unknown {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      isRoute(node) ? (input: AnyInput = {}) => call(node, input, options) : clientOf(node, options)
    ])
  );
}

/**
 * A typed client of the whole interface. Failures reject with AtelierError; an unreachable server
 * is `server-unreachable`. Answers are trusted, not validated again.
 */
export function createClient(options: ClientOptions): Client {
  return clientOf(routes, options) as Client;
}
