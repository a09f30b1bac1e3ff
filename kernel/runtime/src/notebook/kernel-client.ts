import { Dealer, Subscriber } from 'zeromq';

import { createFraming } from '../wire/framing.ts';
import type { Connection, Json, Message } from '../wire/message.ts';

/** How long a kernel may take until it answers for the first time. */
const READY_MS = 120_000;
const ASK_AGAIN_MS = 250;

export interface ExecuteReply {
  status: 'ok' | 'error' | 'aborted';
  execution_count?: number | null;
}

/** A client of a kernel, as a front end has it. */
export interface KernelClient {
  /** @throws Error when the kernel does not answer in time */
  ready(): Promise<void>;
  /** Executes code; `onOutput` gets what is published for it, until the kernel is idle again. */
  execute(code: string, onOutput: (type: string, content: Json) => void): Promise<ExecuteReply>;
  close(): void;
}

interface Pending {
  onOutput(type: string, content: Json): void;
  onReply(content: Json): void;
  onIdle(): void;
}

export function createKernelClient(connection: Connection): KernelClient {
  const framing = createFraming(connection.key, connection.signature_scheme);
  const shell = new Dealer({ linger: 0 });
  const iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  const pending = new Map<string, Pending>();
  const address = (port: number): string =>
    `${connection.transport}://${connection.ip}${connection.transport === 'ipc' ? '-' : ':'}${port}`;
  shell.connect(address(connection.shell_port));
  iopub.connect(address(connection.iopub_port));
  iopub.subscribe();

  async function listen(socket: Dealer | Subscriber, onMessage: (message: Message) => void) {
    for await (const frames of socket) onMessage(framing.decode(frames));
  }

  const of = ({ parent }: Message): Pending | undefined => pending.get(parent.msg_id ?? '');
  const closed = (): undefined => undefined;
  listen(shell, message => of(message)?.onReply(message.content)).catch(closed);
  listen(iopub, message => {
    const { content, header } = message;
    if (header.msg_type !== 'status') of(message)?.onOutput(header.msg_type, content);
    else if (content.execution_state === 'idle') of(message)?.onIdle();
  }).catch(closed);

  /** Resolves when the reply and the end of what is published for it have come. */
  async function ask(
    type: string,
    content: object,
    onOutput: Pending['onOutput'],
    signal?: AbortSignal
  ): Promise<Json> {
    const frames = framing.encode([], { type, content, parent: {} });
    const header = JSON.parse(String(frames[2])) as { msg_id: string };
    let reply: Json = {};
    const answered = new Promise<void>(resolve => {
      const awaited = new Set(['reply', 'idle']);
      const settle = (what: string): void => {
        awaited.delete(what);
        if (awaited.size === 0) resolve();
      };
      pending.set(header.msg_id, {
        onOutput,
        onReply(message) {
          reply = message;
          settle('reply');
        },
        onIdle: () => settle('idle')
      });
    });
    try {
      await shell.send(frames);
      const given = signal && new Promise<void>(resolve => (signal.onabort = () => resolve()));
      await Promise.race(given ? [answered, given] : [answered]);
      return reply;
    } finally {
      pending.delete(header.msg_id);
    }
  }

  return {
    async ready() {
      const end = performance.now() + READY_MS;
      // What is published before the subscription has arrived is lost: asked again until it is heard.
      while (performance.now() < end) {
        const patience = AbortSignal.timeout(ASK_AGAIN_MS);
        await ask('kernel_info_request', {}, () => undefined, patience);
        if (!patience.aborted) return;
      }
      throw new Error(`The kernel did not answer within ${READY_MS / 1_000} s.`);
    },
    async execute(code, onOutput) {
      const request = { code, silent: false, store_history: true, allow_stdin: false };
      const content = { ...request, stop_on_error: true, user_expressions: {} };
      return (await ask('execute_request', content, onOutput)) as unknown as ExecuteReply;
    },
    close() {
      shell.close();
      iopub.close();
    }
  };
}
