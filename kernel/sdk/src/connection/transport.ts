import { Agent, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { errorOf, hasCode } from '@atelier-ml/api';
import type { ServerAddress } from './discovery.ts';
import { watchForHang } from './hang-watch.ts';

export interface TransportOptions {
  /** Asked before every request. */
  address(): ServerAddress;
  /** Milliseconds without a byte in either direction after which a request is given up. */
  idleTimeout?: number;
  /** Milliseconds for which a server that is not there is waited for; none if left out. */
  patience?: number;
  /**
   * Milliseconds after which a server that owes an answer must show that it is well, and within
   * which it must do so; else the request is given up. Unwatched if left out.
   */
  watchAfter?: number;
}

/** Sends requests to the server over a unix socket or TCP, with connections kept alive. */
export interface Transport {
  send(path: string, init?: RequestInit): Promise<Response>;
  close(): void;
}

function targetOf(url: string, path: string): RequestOptions {
  if (url.startsWith('unix:')) {
    return { socketPath: url.slice('unix:'.length).replace(/^\/\/(?=\/)/, ''), path };
  }
  const { protocol, hostname, port, pathname } = new URL(url);
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    ...(port && { port }),
    path: pathname.replace(/\/$/, '') + path
  };
}

function headersOf(init: RequestInit, token: string): Record<string, string> {
  const headers = Object.fromEntries(new Headers(init.headers));
  headers.authorization ??= `Bearer ${token}`;
  return headers;
}

async function bodyOf(init: RequestInit): Promise<Readable | Buffer | undefined> {
  const { body } = init;
  if (body === undefined || body === null) {
    return undefined;
  }
  if (body instanceof ReadableStream) {
    return Readable.fromWeb(body as NodeReadableStream);
  }
  return Buffer.from(await new Response(body).arrayBuffer());
}

const RETRY_EVERY = 100;
const HEALTH = '/api/health';
const UNAVAILABLE = 503;
const withoutBody = new Set([204, 205, 304]);

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode ?? 502;
  const headers = new Headers();
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    headers.append(message.rawHeaders[index], message.rawHeaders[index + 1]);
  }
  if (withoutBody.has(status)) {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(message) as ReadableStream, { status, headers });
}

function idleError(milliseconds: number): Error {
  return Object.assign(new Error(`no answer for ${milliseconds} ms`), { code: 'ETIMEDOUT' });
}

const guarded = new WeakSet<Socket>();

/**
 * Node ends a request with an empty write. If the server has answered and gone by then, that write
 * fails when nobody listens to the socket any more, which would end the whole process.
 */
function guard(socket: Socket): void {
  if (!guarded.has(socket)) {
    guarded.add(socket);
    socket.on('error', () => {});
  }
}

/** Whether nothing of a request has reached a server. */
function isAway(error: unknown, isRead: boolean): boolean {
  const { code } = error as { code?: string };
  return (
    ['server-unreachable', 'ENOENT', 'ECONNREFUSED'].includes(code!) ||
    // What is between has lost whom it has passed it on to.
    (isRead && code === 'ECONNRESET')
  );
}

export function createTransport(options: TransportOptions): Transport {
  const { address, idleTimeout, patience = 0, watchAfter } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });

  const start = (
    path: string,
    init: RequestInit,
    body: Readable | Buffer | undefined,
    every = watchAfter
  ) =>
    new Promise<Response>((resolve, reject) => {
      const { url, token } = address();
      const headers = headersOf(init, token);
      if (Buffer.isBuffer(body)) {
        headers['content-length'] = String(body.length);
      }
      const secure = url.startsWith('https:');
      const request = (secure ? httpsRequest : httpRequest)({
        ...targetOf(url, path),
        ...(!secure && { agent }),
        method: init.method ?? 'GET',
        headers,
        ...(init.signal && { signal: init.signal })
      });
      if (idleTimeout) {
        request.setTimeout(idleTimeout, () => request.destroy(idleError(idleTimeout)));
      }
      if (every) {
        watchForHang(request, { every, ask: askHealth });
      }
      request.on('response', message => resolve(responseOf(message)));
      request.on('error', reject);
      request.on('socket', guard);
      if (body instanceof Readable) {
        body.on('error', error => request.destroy(error));
        // Answered or broken before all was read: whoever reads a file for it is told to stop.
        request.on('close', () => body.destroy());
        body.pipe(request);
      } else {
        request.end(body);
      }
    });

  async function askHealth(signal: AbortSignal): Promise<void> {
    await (await start(HEALTH, { signal }, undefined, 0)).text();
  }

  /** Fails also when what is between answers that it has nobody to pass a request on to. */
  async function startFully(path: string, init: RequestInit, body: Buffer | undefined) {
    const response = await start(path, init, body);
    if (response.status === UNAVAILABLE) {
      const error = await errorOf(response.clone());
      if (hasCode(error, 'server-unreachable')) {
        await response.body?.cancel();
        throw error;
      }
    }
    return response;
  }

  /** Tries again as long as nobody is there; what cannot be sent twice is not begun before. */
  async function startPatiently(path: string, init: RequestInit, body: Buffer | undefined) {
    const until = performance.now() + patience;
    for (;;) {
      try {
        return await startFully(path, init, body);
      } catch (error) {
        const isRead = (init.method ?? 'GET') === 'GET';
        if (!isAway(error, isRead) || init.signal?.aborted || performance.now() > until) {
          throw error;
        }
      }
      await pause(RETRY_EVERY, undefined, init.signal ? { signal: init.signal } : {});
    }
  }

  return {
    async send(path, init = {}) {
      const body = await bodyOf(init);
      if (patience && !(body instanceof Readable)) {
        return startPatiently(path, init, body);
      }
      try {
        if (patience) {
          const { signal } = init;
          await (await startPatiently(HEALTH, { ...(signal && { signal }) }, undefined)).text();
        }
        return await start(path, init, body);
      } catch (error) {
        if (body instanceof Readable) {
          // It may have failed before there was a request that listens to the body.
          body.destroy();
        } else if (init.method === 'GET' && (error as { code?: string }).code === 'ECONNRESET') {
          // A kept connection may die between two requests; nothing of the request was answered.
          return start(path, init, body);
        }
        throw error;
      }
    },
    close: () => agent.destroy()
  };
}
