import type { Writable } from 'zeromq';

type Frames = (Buffer | string)[];

/** Sends in order and one at a time, as ZeroMQ sockets ask for; nothing is dropped. */
export interface SendQueue {
  push(frames: Frames): void;
  /** Resolves when everything pushed so far was handed to the socket. */
  drained(): Promise<void>;
}

const later = () => new Promise<void>(resolve => setTimeout(resolve, 2));

export function createSendQueue(
  socket: Pick<Writable<Frames>, 'send'>,
  onLost: (error: unknown) => void
): SendQueue {
  let waiting: Frames[] = [];
  let sending: Promise<void> | undefined;

  async function sendOne(frames: Frames): Promise<void> {
    for (;;) {
      try {
        return await socket.send(frames);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return onLost(error);
        await later();
      }
    }
  }

  async function sendAll(): Promise<void> {
    while (waiting.length) {
      const batch = waiting;
      waiting = [];
      for (const frames of batch) await sendOne(frames);
    }
    sending = undefined;
  }

  return {
    push(frames) {
      waiting.push(frames);
      sending ??= sendAll();
    },
    async drained() {
      await sending;
    }
  };
}
