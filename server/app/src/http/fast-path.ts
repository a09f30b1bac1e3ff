import type { IncomingMessage, ServerResponse } from 'node:http';
import { AtelierError } from '@atelier-ml/api';
import { requireToken, userOf } from './authentication.ts';
import type { User } from './handler.ts';
import { sendJson } from './replies.ts';
import type { Exchange, FrontHandler } from './server.ts';
import { withoutNul } from './validation.ts';

const MOST_BYTES = 32 * 1024 * 1024;

/** A route that takes JSON and is asked so often that it is answered in front of the router. */
export interface FastRoute {
  /** For the log, e.g. `runs.journal`. */
  name: string;
  method: 'POST' | 'PUT';
  /** What the path names, if it is one of this route's; the path has no query then. */
  match(path: string): Record<string, string> | undefined;
  /** @throws AtelierError `invalid-input` when the body is not what the route takes */
  handle(input: FastInput): Promise<unknown>;
  /** How an error is told, if not as everywhere else. */
  sendError?(response: ServerResponse, error: unknown, exchange: Exchange): void;
  /** Who may ask, if not only those who have the token of the studio. */
  authenticate?(request: IncomingMessage): void;
}

export interface FastInput {
  params: Record<string, string>;
  body: unknown;
  user: User;
}

/** Bare HTTP for few routes. What it does not take goes on to the router, which knows them all. */
export function createFastPath(token: string, routes: FastRoute[]): FrontHandler {
  return async (request, response, exchange) => {
    const found = find(routes, request);
    if (!found || !isPlainJson(request)) {
      return false;
    }
    const { params, route } = found;
    exchange.route = route.name;
    try {
      (route.authenticate ?? (asked => requireToken(asked, token)))(request);
      const user = userOf(request);
      exchange.user = user;
      const body = parseJson(await readBody(request));
      sendJson(response, 200, await route.handle({ params, body, user }));
    } catch (error) {
      if (!route.sendError) {
        throw error;
      }
      exchange.error = error;
      route.sendError(response, error, exchange);
    }
    return true;
  };
}

function find(routes: FastRoute[], { method, url = '' }: IncomingMessage) {
  for (const route of routes) {
    const params = method === route.method ? route.match(url) : undefined;
    if (params) {
      return { route, params };
    }
  }
  return undefined;
}

/** Packed bodies and other types are rare: the router unpacks and refuses them. */
function isPlainJson({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'] ?? '';
  return (
    headers['content-encoding'] === undefined &&
    /^application\/json *(; *charset=utf-8 *)?$/i.test(type) &&
    Number(headers['content-length'] ?? Infinity) <= MOST_BYTES
  );
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
    request.once('error', reject);
    request.once('aborted', () => reject(new BrokenRequest('The request was broken off.')));
  });
}

class BrokenRequest extends Error {
  readonly status = 400;
}

function parseJson(bytes: Buffer): unknown {
  try {
    const body: unknown = JSON.parse(bytes.toString());
    return bytes.includes('\\u0000') ? withoutNul(body) : body;
  } catch (cause) {
    throw new AtelierError('invalid-input', 'The request body is not valid JSON.', {
      fields: [{ path: 'body', message: 'is not valid JSON' }],
      cause
    });
  }
}
