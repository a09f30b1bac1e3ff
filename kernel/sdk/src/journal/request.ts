import { errorOf, pathOf } from '@atelier-ml/api';
import type { Route, RouteOutput } from '@atelier-ml/api';
import type { Connection } from '../connection/index.ts';

export interface RequestInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
}

/** Calls a route with a body as it is. @throws AtelierError what the server answers */
export type SendRequest = <R extends Route>(
  route: R,
  input: RequestInput,
  init?: RequestInit
) => Promise<RouteOutput<R>>;

export function createRequest(connection: Pick<Connection, 'send'>): SendRequest {
  return async <R extends Route>(route: R, input: RequestInput, init: RequestInit = {}) => {
    const response = await connection.send(pathOf(route, input), { method: route.method, ...init });
    if (!response.ok) {
      throw await errorOf(response);
    }
    return (await response.json()) as RouteOutput<R>;
  };
}
