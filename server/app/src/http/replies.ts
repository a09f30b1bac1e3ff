import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AtelierError } from '@atelier-ml/api';
import type { EventStream } from './handler.ts';

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.byteLength,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff'
  });
  response.end(bytes);
}

/** Answers an error, or cuts the connection when an answer is already under way. */
export function sendError(response: ServerResponse, error: AtelierError, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, error.status, error.toBody(requestId));
}

export async function sendEvents(
  response: ServerResponse,
  events: EventStream,
  signal: AbortSignal
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no'
  });
  response.flushHeaders();
  await pipeline(Readable.from(events, { objectMode: true }), response, { signal });
}
