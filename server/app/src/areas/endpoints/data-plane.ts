import { randomBytes } from 'node:crypto';
import { AtelierError } from '@atelier-ml/api';
import { bearerOf, sameSecret, sendJson } from '../../http/index.ts';
import type { FrontHandler } from '../../http/index.ts';
import type { Forwarding } from './forwarding.ts';
import type { Serving } from './serving.ts';

const PATH = /^\/endpoints\/([^/?]+)\/([^/?]+)\/((?:score|invocations|v2)(?:[/?].*)?)$/;
const PREFIX = '/endpoints/';
const MAXIMUM_BODY = 32 * 1024 * 1024;
/** Requests to these are scoring; the others ask how the endpoint is. */
const SCORING = /^(score|invocations|v2\/.*\/infer)(\?|$)/;

/** What stands behind a path, as its callers may see it. */
export interface CallableEndpoint {
  key: string;
  serving(): Serving | undefined;
}

export interface DataPlaneOptions {
  find(workspace: string, endpoint: string): Promise<CallableEndpoint | undefined>;
  forwarding: Forwarding;
}

/**
 * Answers callers of endpoints, in front of the studio's own authentication: they bring the key of
 * the endpoint. Whether an endpoint exists is told only to those who have its key.
 */
export function createDataPlane({ find, forwarding }: DataPlaneOptions): FrontHandler {
  const nobody = randomBytes(32).toString('hex');
  return async (request, response, exchange) => {
    const url = request.url ?? '';
    if (!url.startsWith(PREFIX)) {
      return false;
    }
    exchange.route = 'scoring';
    const [, workspace, endpoint, path] = PATH.exec(url) ?? [];
    const key = bearerOf(request);
    const found =
      key && workspace && endpoint ? await find(decode(workspace), decode(endpoint)) : undefined;
    if (!sameSecret(key ?? '', found?.key ?? nobody) || !found) {
      response.setHeader('www-authenticate', 'Bearer');
      throw new AtelierError('unauthenticated', 'The key of the endpoint is absent or wrong.', {
        remedy: 'Send `Authorization: Bearer <key>`, and check the path of the endpoint.'
      });
    }
    if (Number(request.headers['content-length'] ?? 0) > MAXIMUM_BODY) {
      throw new AtelierError('too-large', 'The request is larger than 32 MiB.', {
        remedy: 'Score the rows in several requests.'
      });
    }
    const serving = found.serving();
    const way = serving?.enter();
    if (!serving || !way) {
      const error = notRunning(serving);
      response.setHeader('retry-after', '1');
      sendJson(response, 503, error.toBody(exchange.id));
      return true;
    }
    const began = performance.now();
    let failed = true;
    try {
      const target = { socket: way.socket, path: `/${path}` };
      failed = (await forwarding.forward(request, response, target)) >= 400;
    } finally {
      way.leave();
      if (SCORING.test(path!)) {
        serving.latencies.record(performance.now() - began, failed);
      }
    }
    return true;
  };
}

/** Why an endpoint takes no requests now. */
export function notRunning(serving: Serving | undefined): AtelierError {
  switch (serving?.state) {
    case 'starting':
      return new AtelierError('not-running', 'The endpoint is starting.', {
        remedy: 'Try again in a moment.'
      });
    case 'failed':
      return new AtelierError('not-running', `The endpoint has failed: ${serving.error}`, {
        remedy: 'Look at its log, then start it again or let it serve another version.'
      });
    default:
      return new AtelierError('not-running', 'The endpoint is stopped.', {
        remedy: 'Start it in the studio, or with `atelier endpoints start`.'
      });
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
