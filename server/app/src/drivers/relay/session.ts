import type { Writable } from 'node:stream';
import { encodeFrame, FRAME, numberFrame, numberOf } from './frames.ts';
import type { Frame, FrameType } from './frames.ts';

/** How both sides of a link greet each other. */
export interface Hello {
  session: string;
  /** How many frames of the session have arrived. */
  received: number;
  /** The session was not known: this is the first link of one of that name. */
  isNew?: boolean;
}

/** Bytes that are kept for a side that confirms nothing; many streams may have a window full each. */
const MOST_KEPT = 64 * 2 ** 20;

export type Session = ReturnType<typeof createSession>;

/**
 * Frames that arrive once and in their order, over one link after another: what the other side has not
 * confirmed is kept, and sent again over the next link.
 * @param overflow too much is kept: the session is over
 */
export function createSession(id: string, deliver: (frame: Frame) => void, overflow: () => void) {
  let unconfirmed: { bytes: Buffer; stream: number; type: FrameType }[] = [];
  /** How many of them a link was given: the other side may have them. */
  let given = 0;
  let kept = 0;
  let isOver = false;
  let confirmed = 0;
  let received = 0;
  let told = 0;
  let link: Writable | undefined;

  function confirm(count: number): void {
    for (const { bytes } of unconfirmed.splice(0, Math.max(0, count - confirmed))) {
      kept -= bytes.length;
      given = Math.max(0, given - 1);
    }
    confirmed = Math.max(confirmed, count);
  }

  /** What no link was given of a stream that is closed now; answers whether the other side knows of it. */
  function withdraw(stream: number): boolean {
    const late = unconfirmed.slice(given);
    const own = late.filter(frame => frame.stream === stream);
    kept -= own.reduce((sum, { bytes }) => sum + bytes.length, 0);
    unconfirmed = [
      ...unconfirmed.slice(0, given),
      ...late.filter(frame => frame.stream !== stream)
    ];
    return !own.some(frame => frame.type === FRAME.open);
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
      unconfirmed.forEach(({ bytes }) => next.write(bytes));
      given = unconfirmed.length;
    },
    detach(lost: Writable): void {
      link = link === lost ? undefined : link;
    },
    send(frame: Frame): void {
      if (isOver || (!link && frame.type === FRAME.close && !withdraw(frame.stream))) {
        return;
      }
      const bytes = encodeFrame(frame);
      unconfirmed.push({ bytes, stream: frame.stream, type: frame.type });
      kept += bytes.length;
      if (link) {
        link.write(bytes);
        given = unconfirmed.length;
      }
      if (kept > MOST_KEPT) {
        isOver = true;
        unconfirmed = [];
        overflow();
      }
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
