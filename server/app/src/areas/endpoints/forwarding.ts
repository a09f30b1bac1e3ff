import { Agent, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AtelierError, ErrorBody } from '@atelier-ml/api';
import type { ScoreResponse } from '@atelier-ml/api';

/** Headers of a caller that the deployment needs; it gets neither keys nor cookies. */
const PASSED_ON = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'];

/** The way to deployments: HTTP over their sockets, connections kept open. */
export interface Forwarding {
  /**
   * Passes a request on and its answer back, as streams. Resolves to the answer's status when it
   * has ended. @throws `deployment-failed` when the deployment breaks off before it has answered
   */
  forward(
    request: IncomingMessage,
    response: ServerResponse,
    target: { socket: string; path: string }
  ): Promise<number>;
  /** Scores rows at `/score`; its errors are thrown as they are. */
  score(socket: string, body: unknown): Promise<ScoreResponse>;
  close(): void;
}

export function createForwarding(): Forwarding {
  const agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 64 });
  return {
    forward: (request, response, { path, socket }) =>
      new Promise((resolve, reject) => {
        const headers: Record<string, string> = {};
        for (const name of PASSED_ON) {
          const value = request.headers[name];
          if (typeof value === 'string') {
            headers[name] = value;
          }
        }
        const upstream = send({ socketPath: socket, agent, path, method: request.method, headers });
        upstream.once('response', answer => {
          const status = answer.statusCode ?? 502;
          response.writeHead(status, {
            'content-type': answer.headers['content-type'] ?? 'application/json',
            ...(answer.headers['content-length'] && {
              'content-length': answer.headers['content-length']
            }),
            'cache-control': 'no-store'
          });
          answer.once('error', () => response.destroy());
          answer.pipe(response);
          response.once('close', () => resolve(status));
        });
        upstream.once('error', cause => {
          request.unpipe(upstream);
          if (response.headersSent || response.destroyed) {
            response.destroy();
            resolve(499);
          } else {
            reject(brokenOff(cause));
          }
        });
        response.once('close', () => {
          if (!response.writableFinished) {
            upstream.destroy();
          }
        });
        request.pipe(upstream);
      }),
    async score(socket, body) {
      const text = JSON.stringify(body);
      const { content, status } = await new Promise<{ content: string; status: number }>(
        (resolve, reject) => {
          const headers = { 'content-type': 'application/json' };
          send({ socketPath: socket, agent, path: '/score', method: 'POST', headers })
            .once('response', async answer => {
              try {
                const chunks: Buffer[] = await answer.toArray();
                const content = Buffer.concat(chunks).toString();
                resolve({ content, status: answer.statusCode ?? 502 });
              } catch (cause) {
                reject(brokenOff(cause));
              }
            })
            .once('error', cause => reject(brokenOff(cause)))
            .end(text);
        }
      );
      const answer: unknown = JSON.parse(content);
      if (status === 200) {
        return answer as ScoreResponse;
      }
      const { code, message, ...more } = ErrorBody.parse(answer).error;
      throw new AtelierError(code, message, more);
    },
    close: () => agent.destroy()
  };
}

function brokenOff(cause: unknown): AtelierError {
  return new AtelierError('deployment-failed', 'The deployment ended before it had answered.', {
    remedy: 'Try again in a moment; the log of the endpoint tells why it ended.',
    cause
  });
}
