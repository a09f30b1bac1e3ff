import { AtelierError } from '@atelier-ml/api';
import type { Route } from '@atelier-ml/api';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import { userOf } from './authentication.ts';
import { sendDownload } from './downloads.ts';
import { toAtelierError } from './errors.ts';
import type { Call, Download, EventStream, Registration } from './handler.ts';
import { sendError, sendEvents, sendJson } from './replies.ts';
import type { Exchange } from './server.ts';
import { parseInput, withoutNul } from './validation.ts';

const JSON_LIMIT = '32mb';
const JSON_TYPES = ['application/json', 'application/*+json'];

export interface RouterOptions {
  registrations: Registration[];
  exchangeOf(request: Request): Exchange;
  /** Checks each answer against the contract before it is sent: for tests. */
  checkAnswers?: boolean;
  /** Awaited before a route answers: what was acknowledged must be seen by who reads next. */
  beforeAnswer?(name: string): Promise<void>;
}

/** The control plane: every registered route, and an error for all the rest. */
export function createRouter(options: RouterOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', (text: string) => Object.fromEntries(new URLSearchParams(text)));
  const parseBody = express.json({
    limit: JSON_LIMIT,
    strict: false,
    type: JSON_TYPES,
    verify: (request, _response, bytes) => {
      (request as MaybeNul).mayHoldNul = bytes.includes('\\u0000');
    }
  });
  for (const registration of options.registrations) {
    const { route } = registration;
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const readers = route.body instanceof z.ZodType ? [requireJson, parseBody] : [];
    app[method](route.path, ...readers, (request, response) =>
      answer(registration, request, response, options)
    );
  }
  refuseTheRest(app, options.registrations);
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const exchange = options.exchangeOf(request);
    const known = toAtelierError(error);
    exchange.error = error;
    sendError(response, known, exchange.id);
  });
  return app;
}

interface MaybeNul {
  mayHoldNul?: boolean;
}

async function answer(
  { name, route, handle }: Registration,
  request: Request,
  response: Response,
  { beforeAnswer, exchangeOf, checkAnswers }: RouterOptions
): Promise<void> {
  const exchange = exchangeOf(request);
  exchange.route = name;
  exchange.user = userOf(request);
  const input = parseInput(route, {
    params: withoutNul(plainParams(request)),
    query: withoutNul(request.query),
    body: (request as MaybeNul).mayHoldNul ? withoutNul(request.body) : request.body
  });
  const call: Call = {
    user: exchange.user,
    requestId: exchange.id,
    signal: exchange.signal,
    lastEventId: request.get('last-event-id')
  };
  await beforeAnswer?.(name);
  const result = await handle({
    ...input,
    ...call,
    ...(route.body === 'bytes' && { content: request })
  });
  if (route.response === 'bytes') {
    await sendDownload(request, response, result as Download);
  } else if (route.response === 'events') {
    await sendEvents(response, result as EventStream, exchange.signal);
  } else {
    const body = checkAnswers ? (route.response as z.ZodType).parse(result) : result;
    sendJson(response, route.status ?? 200, body);
  }
}

/** Express hands the rest of a path over as an array. */
function plainParams(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.params as Record<string, string | string[]>).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join('/') : value
    ])
  );
}

function requireJson(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.get('content-length')) > 0;
  if (hasBody && !request.is(JSON_TYPES)) {
    throw new AtelierError('unsupported-format', 'This route takes JSON.', {
      remedy: 'Send the header `Content-Type: application/json`.'
    });
  }
  next();
}

function refuseTheRest(app: Express, registrations: Registration[]): void {
  const methods = new Map<string, Set<Route['method']>>();
  for (const { route } of registrations) {
    methods.set(route.path, (methods.get(route.path) ?? new Set()).add(route.method));
  }
  for (const [path, allowed] of methods) {
    app.all(path, (request, response) => {
      response.set('allow', [...allowed].join(', '));
      throw new AtelierError('method-not-allowed', `This path does not take ${request.method}.`, {
        remedy: `It takes ${[...allowed].join(', ')}.`
      });
    });
  }
  app.use(() => {
    throw new AtelierError('route-not-found', 'There is nothing at this path.', {
      remedy: 'All paths are described in /openapi.json.'
    });
  });
}
