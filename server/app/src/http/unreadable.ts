import { STATUS_CODES } from 'node:http';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import { newId } from '../identity.ts';

/** Bytes of a request's line and headers: a page token in a query can hold a lot. */
export const LARGEST_HEAD = 128 * 1024;

/** Answers what Node cannot read as a request; by itself it would close the connection without a word. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (problem: NodeJS.ErrnoException, socket: Duplex) => {
    if (problem.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const error =
      problem.code === 'HPE_HEADER_OVERFLOW'
        ? new AtelierError('too-large', 'The address and headers of the request are too long.', {
            remedy: `Keep them below ${LARGEST_HEAD / 1024} KiB: send long filters in a body.`
          })
        : new AtelierError('invalid-input', 'The request is not HTTP that can be read.');
    const body = JSON.stringify(error.toBody(newId()));
    socket.end(
      [
        `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body
      ].join('\r\n')
    );
  });
}
