import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { AtelierError } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { newId } from '../identity.ts';
import { requireToken } from './authentication.ts';
import { toAtelierError } from './errors.ts';
import type { Registration, User } from './handler.ts';
import { sendError } from './replies.ts';
import { createRouter } from './router.ts';
import { answerUnreadable, LARGEST_HEAD } from './unreadable.ts';

/** One request and its answer, as the log tells of them. */
export interface Exchange {
  id: string;
  signal: AbortSignal;
  /** Name of the route, e.g. `datasets.versions.create`. */
  route?: string;
  user?: User;
  error?: unknown;
}

/**
 * Answers what lies in front of the token check and checks its own keys; resolves to false for
 * what is not its own. Errors that it throws are answered like all others.
 */
export type FrontHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange
) => Promise<boolean>;

export interface HttpOptions {
  token: string;
  log: Logger;
  registrations: Registration[];
  frontHandlers?: FrontHandler[];
  /** Names that the `Host` header may carry; undefined where no browser can come (a unix socket). */
  allowedHosts?: ReadonlySet<string>;
  checkAnswers?: boolean;
  /** See RouterOptions. */
  beforeAnswer?(name: string): Promise<void>;
}

export interface HttpServer {
  server: Server;
  /** Takes no new requests, lets those under way finish for at most so many milliseconds. */
  close(patience: number): Promise<void>;
}

const SWEEP = 50;

/** Bare HTTP in front: host check, scoring, token check; then the router. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  const router = createRouter({
    registrations: options.registrations,
    exchangeOf: request => exchanges.get(request)!,
    checkAnswers: options.checkAnswers,
    beforeAnswer: options.beforeAnswer
  });
  const closing = new AbortController();

  const listener: RequestListener = (request, response) => {
    const gone = new AbortController();
    response.once('close', () => {
      // Nobody listens any more once the answer is out, and an abort costs a stack trace.
      if (!response.writableFinished) {
        gone.abort();
      }
      if (closing.signal.aborted) {
        // Its connection was busy when the idle ones were closed.
        setImmediate(() => server.closeIdleConnections());
      }
    });
    const exchange: Exchange = { id: newId(), signal: gone.signal };
    exchanges.set(request, exchange);
    logWhenDone(options.log, request, response, exchange);
    response.setHeader('x-request-id', exchange.id);
    answer(request, response, exchange).catch((error: unknown) => {
      exchange.error = error;
      sendError(response, toAtelierError(error), exchange.id);
    });
  };

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    exchange: Exchange
  ): Promise<void> {
    if (closing.signal.aborted) {
      response.setHeader('connection', 'close');
      throw new AtelierError('shutting-down', 'The server is stopping.', {
        remedy: 'Try again in a moment.'
      });
    }
    requireHost(request, options.allowedHosts);
    for (const handle of options.frontHandlers ?? []) {
      if (await handle(request, response, exchange)) {
        return;
      }
    }
    requireToken(request, options.token);
    router(request, response);
  }

  const limits = { keepAliveTimeout: 65_000, requestTimeout: 0, maxHeaderSize: LARGEST_HEAD };
  const server = createServer(limits, listener);
  answerUnreadable(server);
  return {
    server,
    async close(patience) {
      closing.abort();
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeIdleConnections();
      // Connections that are kept alive fall idle one by one, as their requests end.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP);
      const timer = setTimeout(() => server.closeAllConnections(), patience);
      await closed;
      clearInterval(sweep);
      clearTimeout(timer);
    }
  };
}

/** A page of another site must not reach a loopback port under a name of its own. */
function requireHost(request: IncomingMessage, allowed: ReadonlySet<string> | undefined): void {
  if (!allowed || allowed.has('*')) {
    return;
  }
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!allowed.has(host)) {
    throw new AtelierError('forbidden', 'The server is not known under this host name.', {
      remedy: 'Use the address that the server has printed, or start it with --allow-host.'
    });
  }
}

function logWhenDone(
  log: Logger,
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange
): void {
  const began = performance.now();
  response.once('close', () => {
    const { statusCode: status } = response;
    const { error, id, route, user } = exchange;
    const level = status >= 500 ? 'error' : status >= 400 ? 'info' : 'debug';
    // Neither path nor query: they may carry names and keys. The route says what was asked.
    log[level](
      {
        requestId: id,
        method: request.method,
        route: route ?? 'none',
        status,
        milliseconds: Math.round((performance.now() - began) * 10) / 10,
        ...(user && { user: user.username }),
        ...(!response.writableFinished && { cut: true }),
        ...(error !== undefined && status >= 500 && { err: causeOf(error) })
      },
      'request'
    );
  });
}

function causeOf(error: unknown): unknown {
  return error instanceof AtelierError && error.cause ? error.cause : error;
}
