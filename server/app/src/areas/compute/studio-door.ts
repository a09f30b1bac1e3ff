import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface StudioDoorOptions {
  /** Where this server listens. */
  socket: string;
  token: string;
}

const REFUSED = JSON.stringify({
  error: {
    code: 'unauthenticated',
    message: 'This container may not ask the studio.',
    remedy: 'Restart the instance.'
  }
});

export type StudioDoor = ReturnType<typeof createStudioDoor>;

/**
 * The studio for programs in containers elsewhere. Each container has a key of its own, which opens nothing
 * but its own relay: the server's token never leaves this machine.
 */
export function createStudioDoor({ socket: socketPath, token }: StudioDoorOptions) {
  const keyOf = (id: string): string =>
    createHmac('sha256', token).update(`container ${id}`).digest('hex');

  async function pass(message: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { headers, method, url: path } = message;
    const asked = request({
      ...{ socketPath, method, path },
      headers: { ...headers, authorization: `Bearer ${token}` }
    });
    asked.on('response', told => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      void pipeline(told, answer).catch(() => undefined);
    });
    asked.on('error', () => answer.destroy());
    answer.on('close', () => asked.destroy());
    await pipeline(message, asked);
  }

  return {
    keyOf,
    /** Serves what a program in the container of an instance asks over a stream. */
    open(id: string, stream: Duplex): void {
      const expected = Buffer.from(`Bearer ${keyOf(id)}`);
      const server = createServer((message, answer) => {
        const given = Buffer.from(message.headers.authorization ?? '');
        if (given.length === expected.length && timingSafeEqual(given, expected)) {
          pass(message, answer).catch(() => answer.destroy());
        } else {
          answer.writeHead(401, { 'content-type': 'application/json' }).end(REFUSED);
        }
      });
      server.emit('connection', stream);
    }
  };
}
