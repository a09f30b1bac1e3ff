import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Message } from '../wire/message.ts';
import type { ExecuteReply } from './execution.ts';

/** Runs cells one after the other, in the order in which they were asked for. */
export interface CellQueue {
  add(message: Message): void;
  /** Answers all that waits as aborted. */
  abort(): void;
}

export interface CellQueueOptions {
  run(message: Message): Promise<ExecuteReply>;
  reply(message: Message, content: object): void;
  status(message: Message, state: 'busy' | 'idle'): void;
  /** Called when a cell is done, before the next one. */
  onDone(): void;
  count(): number;
}

/** Requests sent before the error was known may still be on their way in; they count as sent. */
const TURNS_FOR_ARRIVAL = 4;

export function createCellQueue(options: CellQueueOptions): CellQueue {
  const waiting: Message[] = [];
  let draining = false;

  async function runOne(message: Message): Promise<ExecuteReply> {
    try {
      return await options.run(message);
    } catch (error) {
      const { message: evalue, stack } = error as Error;
      const failure = { ename: 'KernelError', evalue, traceback: [stack ?? evalue] };
      return { status: 'error', execution_count: options.count(), ...failure };
    }
  }

  function abortAll(messages: Message[]): void {
    for (const message of messages) {
      options.status(message, 'busy');
      options.reply(message, { status: 'aborted', execution_count: options.count() });
      options.status(message, 'idle');
    }
  }

  async function abortedBy(message: Message, reply: ExecuteReply): Promise<Message[]> {
    const { stop_on_error: stops, silent } = message.content;
    if (reply.status !== 'error' || stops === false || silent === true) return [];
    for (let i = 0; i < TURNS_FOR_ARRIVAL; i++) await nextTurn();
    return waiting.splice(0);
  }

  async function drain(): Promise<void> {
    draining = true;
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      options.status(message, 'busy');
      const reply = await runOne(message);
      const aborted = await abortedBy(message, reply);
      options.onDone();
      options.reply(message, reply);
      options.status(message, 'idle');
      abortAll(aborted);
    }
    draining = false;
  }

  return {
    add(message) {
      waiting.push(message);
      if (!draining) void drain();
    },
    abort: () => abortAll(waiting.splice(0))
  };
}
