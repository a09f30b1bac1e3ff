import type { Writable } from 'node:stream';
import { encodeFrame, FRAME, numberFrame, numberOf } from './frames.ts';
import type { Frame } from './frames.ts';

/** How both sides of a link greet each other. */
export interface Hello {
  session: string;
  /** How many frames of the session have arrived. */
  received: number;
  /** The session was not known: this is the first link of one of that name. */
  isNew?: boolean;
}

export type Session = ReturnType<typeof createSession>;

/**
 * Frames that arrive once and in their order, over one link after another: what the other side has not
 * confirmed is kept, and sent again over the next link.
 */
export function createSession(id: string, deliver: (frame: Frame) => void) {
  const unconfirmed: Buffer[] = [];
  let confirmed = 0;
  let received = 0;
  let told = 0;
  let link: Writable | undefined;

  function confirm(count: number): void {
    unconfirmed.splice(0, Math.max(0, count - confirmed));
    confirmed = Math.max(confirmed, count);
  }

  function tell(): void {
    if (told !== received) {
      told = received;
      link?.write(encodeFrame(numberFrame(FRAME.acknowledge, 0, received)));
    }
  }

  return {
    id,
    hello: (): Hello => ({ session: id, received }),
    /** Whether the other side, which has so many frames, can go on with it. */
    canResume: (count: number): boolean =>
      count >= confirmed && count <= confirmed + unconfirmed.length,
    attach(next: Writable, count: number): void {
      confirm(count);
      link = next;
      unconfirmed.forEach(frame => next.write(frame));
    },
    detach(lost: Writable): void {
      link = link === lost ? undefined : link;
    },
    send(frame: Frame): void {
      const bytes = encodeFrame(frame);
      unconfirmed.push(bytes);
      link?.write(bytes);
    },
    take(frame: Frame): void {
      if (frame.type === FRAME.acknowledge) {
        confirm(numberOf(frame));
        return;
      }
      received += 1;
      setImmediate(tell);
      deliver(frame);
    }
  };
}
