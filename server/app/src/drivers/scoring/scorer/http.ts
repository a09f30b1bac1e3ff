import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { badInput, Failure } from './failure.ts';
import { answerProtocol } from './inference-protocol.ts';
import { invoke, score } from './score.ts';
import type { Service } from './service.ts';

/** Bytes that a request may bring. */
const LARGEST_BODY = 32 * 1024 * 1024;
/** Bytes of a request that is too large which are read before its connection is cut. */
const LARGEST_DISCARDED = 8 * LARGEST_BODY;

export type Log = (
  level: 'info' | 'error',
  message: string,
  more?: Record<string, unknown>
) => void;

/** Bare HTTP: a framework would cost more than the model. */
export function createScoringServer(service: Service, log: Log): Server {
  const server = createServer((request, response) => {
    answer(service, request).then(
      body => reply(response, 200, body),
      (error: unknown) => {
        const failure = asFailure(error);
        log(failure.status >= 500 ? 'error' : 'info', failure.message, {
          path: request.url?.split('?')[0],
          status: failure.status,
          ...(failure.status >= 500 && { stack: (error as Error).stack })
        });
        const protocol = request.url?.startsWith('/v2');
        reply(response, failure.status, protocol ? { error: failure.message } : failure.toBody());
        request.resume();
      }
    );
  });
  // Connections come from the Atelier server alone, which keeps them open.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  return server;
}

async function answer(service: Service, request: IncomingMessage): Promise<unknown> {
  const [path] = (request.url ?? '/').split('?');
  const body = () => readJson(request);
  if (path === '/v2' || path.startsWith('/v2/')) {
    const parts = path.split('/').slice(2).filter(Boolean).map(decodePart);
    return answerProtocol(service, { method: request.method ?? 'GET', path: parts, body });
  }
  const action = path === '/score' ? score : path === '/invocations' ? invoke : undefined;
  if (!action) {
    throw new Failure(404, 'route-not-found', 'There is nothing at this path of the endpoint.', {
      remedy: 'An endpoint answers /score, /invocations and /v2.'
    });
  }
  if (request.method !== 'POST') {
    throw new Failure(405, 'method-not-allowed', 'This path takes POST only.');
  }
  return action(service, await body());
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badInput('The path is not encoded correctly.', 'path');
  }
}

function readJson(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) {
        chunks.push(chunk);
      } else if (size > LARGEST_DISCARDED) {
        request.destroy();
      } else {
        chunks.length = 0;
      }
    });
    request.once('error', reject);
    request.once('end', () => {
      // Said only now: callers that are still sending may not be listening yet.
      if (size > LARGEST_BODY) {
        reject(
          new Failure(413, 'too-large', 'The request is larger than 32 MiB.', {
            remedy: 'Score the rows in several requests.'
          })
        );
        return;
      }
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString()));
      } catch {
        reject(badInput('The body is not JSON.', 'body'));
      }
    });
  });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length
  });
  response.end(bytes);
}

function asFailure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure(500, 'internal', 'Something went wrong within the deployment.', {
        remedy: 'Its log tells more.'
      });
}
