import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

export interface StoredRun {
  entries: {
    seq: number;
    type: string;
    key?: string;
    value?: unknown;
    step?: number;
    status?: string;
    path?: string;
  }[];
  acknowledged: Map<string, number>;
  ended: boolean;
  heartbeats: number;
}

/** How the server misbehaves, asked at each journal request. */
export type Fault = 'none' | 'lose-answer' | 'refuse' | 'hang';

/** What the contract says of the journal, in memory, with faults on demand. */
export interface FakeServer {
  url: string;
  runs: Map<string, StoredRun>;
  blobs: Set<string>;
  /** Bytes of the blobs by their hash. */
  contents: Map<string, Buffer>;
  fault: (path: string) => Fault;
  close(): Promise<void>;
}

export const workspaceId = 'a'.repeat(32);

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const problem = (code: string) => ({ error: { code, message: `refused: ${code}` } });

export async function startFakeServer(folder: string, name = 's'): Promise<FakeServer> {
  const runs = new Map<string, StoredRun>();
  const blobs = new Set<string>();
  const contents = new Map<string, Buffer>();
  const fake: FakeServer = {
    url: `unix:${join(folder, name)}`,
    runs,
    blobs,
    contents,
    fault: () => 'none',
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
  };

  const append = (run: string, text: string, response: ServerResponse, lose: boolean) => {
    const { source, entries } = JSON.parse(text) as {
      source: string;
      entries: StoredRun['entries'];
    };
    const stored = runs.get(run) ?? {
      entries: [],
      acknowledged: new Map<string, number>(),
      ended: false,
      heartbeats: 0
    };
    const before = stored.acknowledged.get(source) ?? 0;
    const fresh = entries.filter(({ seq }) => seq > before);
    if (entries.some(({ key }) => key === 'poison')) {
      return answer(response, 400, problem('invalid-input'));
    }
    if (fresh.length > 0 && fresh[0].seq !== before + 1) {
      return answer(response, 409, problem('sequence-gap'));
    }
    runs.set(run, stored);
    stored.heartbeats += entries.length === 0 ? 1 : 0;
    stored.entries.push(...fresh);
    stored.acknowledged.set(source, before + fresh.length);
    stored.ended ||= fresh.some(({ type }) => type === 'end');
    return lose
      ? response.destroy()
      : answer(response, 200, { acknowledged: before + fresh.length });
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await bodyOf(request);
    const journal = /^\/api\/workspaces\/[^/]+\/runs\/(\w+)\/journal$/.exec(url.pathname);
    if (journal) {
      const fault = fake.fault(url.pathname);
      if (fault === 'refuse') {
        return answer(response, 503, problem('store-unavailable'));
      }
      return fault === 'hang'
        ? undefined
        : append(journal[1], body.toString('utf8'), response, fault === 'lose-answer');
    }
    if (url.pathname === '/api/blobs') {
      blobs.add(url.searchParams.get('sha256') ?? '');
      contents.set(url.searchParams.get('sha256') ?? '', body);
      return answer(response, 201, { sha256: url.searchParams.get('sha256'), size: body.length });
    }
    return answer(response, 200, { id: workspaceId, name: 'default' });
  });
  await new Promise<void>(resolve => server.listen(join(folder, name), resolve));
  return fake;
}
