import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createClient } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import { pino } from 'pino';
import { createApp } from '../app.ts';
import type { App } from '../app.ts';
import type { AppOptions } from '../app-options.ts';
import type { Disk } from '../drivers/disk/index.ts';
import type { Clock } from '../identity.ts';
import type { Ticker } from '../ticker.ts';

export interface TestServerOptions {
  /** `postgresql://…`; SQLite if left out. */
  database?: string;
  clock?: Clock;
  ticker?: Ticker;
  disk?: Disk;
  /** See AppOptions. */
  gpuTool?: string;
  /** Address of the container engine. */
  docker?: string;
  /** The user's files. */
  files?: string;
  /** See AppOptions. */
  machine?: AppOptions['machine'];
}

/** A server of this process on a throw-away data folder and a unix socket. */
export interface TestServer {
  client: Client;
  data: string;
  token: string;
  /** Variables by which programs find it. */
  reachable: Record<string, string>;
  /** A client for another user. */
  clientOf(username: string): Client;
  /** Any request, with the token unless the headers carry another authorization. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Records of the log so far. */
  logged(): Record<string, unknown>[];
  /** Stops it in order and starts it again on the same data, to which something may happen meanwhile. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'atelier-test-'));
  const socket = join(data, 's');
  const token = randomBytes(8).toString('hex');
  let app: App | undefined;
  const records: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    { write: line => void records.push(JSON.parse(line) as Record<string, unknown>) }
  );

  const start = async (): Promise<void> => {
    const made = await createApp({
      containers: { runtime: join(data, 'r'), files: options.files, socket },
      ...options,
      data,
      token,
      log,
      checkAnswers: true
    });
    await new Promise<void>((resolve, reject) => {
      made.http.server.once('error', reject).listen(socket, resolve);
    });
    app = made;
  };
  const stop = async (): Promise<void> => {
    await app?.stop();
    app = undefined;
  };
  const send = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) {
      headers.set('authorization', `Bearer ${token}`);
    }
    return sendOver(socket, path, { ...init, headers });
  };
  const clientOf = (username: string): Client =>
    createClient({
      send: (path, init) => {
        const headers = new Headers(init.headers);
        headers.set('x-atelier-user', JSON.stringify({ username, name: username }));
        return send(path, { ...init, headers });
      }
    });

  await start();
  return {
    client: createClient({ send }),
    clientOf,
    data,
    token,
    reachable: { ATELIER_URL: `unix:${socket}`, ATELIER_TOKEN: token },
    logged: () => records,
    send,
    async restart(meanwhile) {
      await stop();
      await meanwhile?.();
      await start();
    },
    async stop() {
      await stop();
      await rm(data, { recursive: true, force: true });
    }
  };
}

/** `fetch` over a unix socket. */
export function sendOver(socketPath: string, path: string, init: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        socketPath,
        path,
        method: init.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init.headers)),
        signal: init.signal ?? undefined
      },
      (message: IncomingMessage) => {
        const { statusCode = 0, headers } = message;
        const empty = statusCode === 204 || statusCode === 304 || init.method === 'HEAD';
        message.on('error', () => {});
        resolve(
          new Response(empty ? null : (Readable.toWeb(message) as ReadableStream), {
            status: statusCode,
            headers: Object.entries(headers).map(([name, value]): [string, string] => [
              name,
              String(value)
            ])
          })
        );
      }
    );
    request.once('error', reject);
    const { body } = init;
    if (body instanceof ReadableStream) {
      Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]).pipe(request);
    } else if (body instanceof Uint8Array || typeof body === 'string') {
      request.end(body);
    } else if (body) {
      reject(new Error('Send text, bytes or a stream.'));
    } else {
      request.end();
    }
  });
}
