import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AtelierError } from '@atelier-ml/api';
import type { Download, EventStream } from './handler.ts';

/** What browsers may show as it is; anything else is only handed over as a file. */
const INLINE = /^(image\/(png|jpeg|gif|webp)|text\/(plain|csv)|application\/json)$/;

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

export async function sendDownload(response: ServerResponse, download: Download): Promise<void> {
  const { content, filename, mediaType, sha256, size } = download;
  response.writeHead(200, {
    'content-type': INLINE.test(mediaType) ? mediaType : 'application/octet-stream',
    'content-disposition': dispositionOf(filename),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-cache',
    ...(size !== undefined && { 'content-length': size }),
    ...(sha256 && { etag: `"${sha256}"` })
  });
  await pipeline(content, response);
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

/** RFC 6266: a plain name for old readers and the whole one as UTF-8. */
function dispositionOf(filename: string): string {
  const plain = filename.replace(/[^\w. ()-]/g, '_');
  const whole = encodeURIComponent(filename).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
