import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Download } from './handler.ts';
import { names, rangeOf } from './ranges.ts';

/** What browsers may show as it is; anything else is only handed over as a file. */
const INLINE = /^(image\/(png|jpeg|gif|webp)|text\/(plain|csv)|application\/json)$/;

/** Sends a file or the part of it that is asked for; only its head to those who ask for that. */
export async function sendDownload(
  request: IncomingMessage,
  response: ServerResponse,
  download: Download
): Promise<void> {
  const { filename, mediaType, sha256, size } = download;
  const etag = sha256 && `"${sha256}"`;
  const headers = {
    'content-type': INLINE.test(mediaType) ? mediaType : 'application/octet-stream',
    'content-disposition': dispositionOf(filename),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-cache',
    ...(etag && { etag })
  };
  const { 'if-none-match': known } = request.headers;
  if (etag && known !== undefined && names(known, etag)) {
    discard(download);
    response.writeHead(304, headers).end();
    return;
  }
  const { content } = download;
  if (content instanceof Readable || size === undefined) {
    response.writeHead(200, { ...headers, ...(size !== undefined && { 'content-length': size }) });
    await send(request, response, content instanceof Readable ? content : await content());
    return;
  }
  const part = isSame(request, etag) ? rangeOf(request.headers.range, size) : undefined;
  const parted = { ...headers, 'accept-ranges': 'bytes' };
  if (part === null) {
    response
      .writeHead(416, { ...parted, 'content-range': `bytes */${size}`, 'content-length': 0 })
      .end();
    return;
  }
  const stream = await content(part);
  response.writeHead(part ? 206 : 200, {
    ...parted,
    'content-length': part ? part.end - part.start + 1 : size,
    ...(part && { 'content-range': `bytes ${part.start}-${part.end}/${size}` })
  });
  await send(request, response, stream);
}

/** A part fits only to the content that the rest was taken from. */
function isSame(request: IncomingMessage, etag: string | undefined): boolean {
  const condition = request.headers['if-range'];
  return condition === undefined || (etag !== undefined && condition === etag);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  stream: Readable
): Promise<void> {
  if (request.method === 'HEAD') {
    stream.destroy();
    response.end();
  } else {
    await pipeline(stream, response);
  }
}

function discard({ content }: Download): void {
  if (content instanceof Readable) {
    content.destroy();
  }
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
