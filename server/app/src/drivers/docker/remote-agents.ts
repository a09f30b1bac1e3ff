import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { EngineAddress, TlsLogin } from './address.ts';
import type { SshConnection } from './ssh-connection.ts';

type TcpAddress = Extract<EngineAddress, { kind: 'tcp' }>;

/** Milliseconds between two questions to an engine that something is under way with, and for an answer. */
const EVERY = 5_000;
const PATIENCE = 5_000;
const MOST_UNANSWERED = 2;
const MOST_WAITING = 8;

/** Streams over an SSH connection, each as a connection of HTTP. */
export class SshAgent extends HttpAgent {
  readonly #connection: SshConnection;

  constructor(connection: SshConnection) {
    super({ keepAlive: true, maxFreeSockets: MOST_WAITING });
    this.#connection = connection;
  }

  override createConnection(
    _: unknown,
    done?: (error: Error | null, stream: Duplex) => void
  ): undefined {
    this.#connection.open().then(
      channel => done?.(null, asSocket(channel)),
      (error: Error) => done?.(error, undefined as unknown as Duplex)
    );
  }

  override destroy(): void {
    super.destroy();
    this.#connection.close();
  }
}

/** What HTTP asks of a connection, which means nothing to a stream within one. */
function asSocket(channel: Duplex): Duplex {
  const itself = (): Duplex => channel;
  return Object.assign(channel, {
    ...{ setKeepAlive: itself, setNoDelay: itself, setTimeout: itself, ref: itself, unref: itself }
  });
}

/**
 * Connections to an engine on another machine. While any is in use the engine is asked now and then
 * whether it is there: a network that is gone says nothing by itself, for a quarter of an hour.
 */
export function createTcpAgent(address: TcpAddress, tls: TlsLogin = {}): HttpAgent {
  const { host, isSecure, port } = address;
  const options = { keepAlive: true, maxFreeSockets: MOST_WAITING };
  const agent = isSecure ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent(options);
  let unanswered = 0;

  function ask(): void {
    const wanted: RequestOptions = { host, port, path: '/_ping', agent: false, timeout: PATIENCE };
    const asked = isSecure ? httpsRequest({ ...wanted, ...tls }) : httpRequest(wanted);
    asked
      .on('response', answer => {
        answer.resume();
        unanswered = 0;
      })
      .on('timeout', () => asked.destroy(new Error('nobody answers')))
      .on('error', () => {
        if (++unanswered >= MOST_UNANSWERED) {
          unanswered = 0;
          cut(agent);
        }
      })
      .end();
  }

  const timer = setInterval(() => {
    if (Object.keys(agent.sockets).length) {
      ask();
    }
  }, EVERY);
  timer.unref();
  const destroy = agent.destroy.bind(agent);
  agent.destroy = () => {
    clearInterval(timer);
    destroy();
  };
  return agent;
}

/** Ends every connection in use: who waits for it learns that nobody answers. */
function cut(agent: HttpAgent): void {
  for (const socket of Object.values(agent.sockets).flatMap(sockets => sockets ?? [])) {
    socket.destroy(Object.assign(new Error('the engine has gone silent'), { code: 'ETIMEDOUT' }));
  }
}
