import { Router, XPublisher } from 'zeromq';

import { createFraming } from './framing.ts';
import type { Connection, Message, Outgoing, RequestChannel } from './message.ts';
import { createSendQueue } from './send-queue.ts';

/** The five sockets of a kernel. */
export interface Wire {
  /** Opens the sockets; `onMessage` gets each request, in order for each channel. */
  bind(onMessage: (channel: RequestChannel, message: Message) => void): Promise<void>;
  publish(message: Outgoing): void;
  reply(channel: RequestChannel, to: Message, type: string, content: object): void;
  /** Resolves when all that was sent so far left the process. */
  drained(): Promise<void>;
  close(): void;
}

export interface WireOptions {
  connection: Connection;
  log(message: string): void;
}

const LINGER_MS = 500;

export function createWire({ connection, log }: WireOptions): Wire {
  const framing = createFraming(connection.key, connection.signature_scheme || undefined);
  // No high-water mark: ten thousand lines of output must all arrive.
  const options = {
    linger: LINGER_MS,
    sendHighWaterMark: 0,
    ...(connection.curve_secretkey
      ? { curveServer: true, curveSecretKey: connection.curve_secretkey }
      : {})
  };
  const requests = { ...options, receiveHighWaterMark: 0 };
  const iopub = new XPublisher({ ...options, verbosity: 'allSubs' });
  const routers: Record<RequestChannel, Router> = {
    shell: new Router(requests),
    control: new Router(requests),
    stdin: new Router({ ...requests, handover: true })
  };
  // A router answers a pinging client as a reply socket does, and never waits for one that left.
  const heartbeat = new Router(requests);
  const onLost = (error: unknown) => log(`A message was lost: ${String(error)}`);
  const published = createSendQueue(iopub, onLost);
  const replies = {
    shell: createSendQueue(routers.shell, onLost),
    control: createSendQueue(routers.control, onLost),
    stdin: createSendQueue(routers.stdin, onLost)
  };

  function address(port: number): string {
    const joint = connection.transport === 'ipc' ? '-' : ':';
    return `${connection.transport}://${connection.ip}${joint}${port}`;
  }

  async function open(socket: Router | XPublisher, port: number): Promise<void> {
    try {
      await socket.bind(address(port));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new Error(
        `Another program listens on ${address(port)}. Start the kernel again: it then gets other ports.`,
        { cause: error }
      );
    }
  }

  async function listen(
    channel: RequestChannel,
    onMessage: (channel: RequestChannel, message: Message) => void
  ): Promise<void> {
    for await (const frames of routers[channel]) {
      try {
        onMessage(channel, framing.decode(frames));
      } catch (error) {
        log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }
  }

  async function echo(): Promise<void> {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  }

  function publish(message: Outgoing, topic = `kernel.${framing.session}.${message.type}`): void {
    published.push(framing.encode([topic], message));
  }

  /** A new subscriber is greeted, so that it knows from where on it misses nothing. */
  async function greet(): Promise<void> {
    for await (const [request] of iopub) {
      if (request[0] !== 1) continue;
      const subscription = request.subarray(1).toString();
      publish({ type: 'iopub_welcome', content: { subscription }, parent: {} }, subscription);
    }
  }

  return {
    async bind(onMessage) {
      await Promise.all([
        open(iopub, connection.iopub_port),
        open(routers.shell, connection.shell_port),
        open(routers.control, connection.control_port),
        open(routers.stdin, connection.stdin_port),
        open(heartbeat, connection.hb_port)
      ]);
      const failed = (error: unknown) => log(`A socket stopped: ${String(error)}`);
      for (const channel of ['shell', 'control', 'stdin'] as const) {
        listen(channel, onMessage).catch(failed);
      }
      echo().catch(failed);
      greet().catch(failed);
    },
    publish: message => publish(message),
    reply(channel, to, type, content) {
      replies[channel].push(framing.encode(to.identities, { type, content, parent: to.header }));
    },
    async drained() {
      await Promise.all([published, ...Object.values(replies)].map(queue => queue.drained()));
    },
    close() {
      for (const socket of [iopub, ...Object.values(routers), heartbeat]) socket.close();
    }
  };
}
