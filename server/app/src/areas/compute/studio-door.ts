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

/** Of what the SDK, magics and clients of MLflow work with; nothing that runs or lends programs. */
const ASSETS = 'datasets|endpoints|experiments|logged-models|models|runs';
const ALLOWED: { methods?: string[]; path: RegExp }[] = [
  { methods: ['GET'], path: /^\/api\/(health|workspaces(\/[^/]+)?)$/ },
  { path: new RegExp(`^/api/workspaces/[^/]+/(${ASSETS})(/|$)`) },
  { path: /^\/api\/(blobs$|uploads(\/|$))/ },
  { path: /^(\/workspaces\/[^/]+)?\/mlflow(\/|$)/ }
];
/** Calls of endpoints carry a key of the endpoint, which is all that they need. */
const CALLS = /^\/endpoints\//;

export type StudioDoor = ReturnType<typeof createStudioDoor>;

/**
 * The studio for programs in containers elsewhere. Each container has a key of its own, which opens nothing
 * but its own relay, and there only what programs need, as the owner of what runs there: the server's token
 * never leaves this machine.
 */
export function createStudioDoor({ socket: socketPath, token }: StudioDoorOptions) {
  const keyOf = (id: string): string =>
    createHmac('sha256', token).update(`container ${id}`).digest('hex');

  async function pass(
    { headers, message, path }: Passage,
    answer: ServerResponse<IncomingMessage>
  ): Promise<void> {
    const asked = request({ socketPath, method: message.method, path, headers });
    asked.on('response', told => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      void pipeline(told, answer).catch(() => undefined);
    });
    asked.on('error', () => answer.destroy());
    answer.on('close', () => asked.destroy());
    await pipeline(message, asked);
  }

  /** What is passed on of a request; else why it is refused. */
  function examine(row: DoorRow, expected: Buffer, message: IncomingMessage): Passage | Refusal {
    // As it is read here it is passed on: nothing can be read in another way there.
    const url = URL.parse(message.url ?? '', 'http://studio');
    const path = url ? url.pathname + url.search : '';
    const headers = { ...message.headers };
    delete headers['x-atelier-user'];
    if (url && CALLS.test(url.pathname)) {
      return { message, path, headers };
    }
    const given = Buffer.from(headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return UNKNOWN;
    }
    const isAllowed = ALLOWED.some(
      each =>
        each.path.test(url?.pathname ?? '') && (each.methods?.includes(message.method!) ?? true)
    );
    return isAllowed
      ? { message, path, headers: { ...headers, ...asOwner(row, token) } }
      : NOT_ALLOWED;
  }

  return {
    keyOf,
    /** Serves what a program in a container asks over a stream. */
    open(row: DoorRow, stream: Duplex): void {
      const expected = Buffer.from(`Bearer ${keyOf(row.id)}`);
      const server = createServer((message, answer) => {
        const found = examine(row, expected, message);
        if ('status' in found) {
          answer.writeHead(found.status, { 'content-type': 'application/json' }).end(found.body);
        } else {
          pass(found, answer).catch(() => answer.destroy());
        }
      });
      server.emit('connection', stream);
    }
  };
}

/** Whose container it is. */
interface DoorRow {
  id: string;
  owner: string;
}

interface Passage {
  message: IncomingMessage;
  path: string;
  headers: IncomingMessage['headers'];
}

interface Refusal {
  status: number;
  body: string;
}

/** Headers are written byte by byte; the text in them is UTF-8. */
const asOwner = ({ owner }: DoorRow, token: string) => ({
  authorization: `Bearer ${token}`,
  'x-atelier-user': Buffer.from(owner).toString('latin1')
});

const UNKNOWN: Refusal = {
  status: 401,
  body: JSON.stringify({
    error: {
      code: 'unauthenticated',
      message: 'This container may not ask the studio.',
      remedy: 'Restart the instance, or submit the job anew.'
    }
  })
};

const NOT_ALLOWED: Refusal = {
  status: 403,
  body: JSON.stringify({
    error: {
      code: 'forbidden',
      message: 'Programs in a container elsewhere may not ask for this.',
      remedy:
        'They may work with runs, datasets, models and endpoints. Do the rest from the studio.'
    }
  })
};
