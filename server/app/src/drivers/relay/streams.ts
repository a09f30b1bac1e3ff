import { Duplex } from 'node:stream';
import { FRAME, numberFrame, numberOf, objectFrame, objectOf } from './frames.ts';
import type { Frame, FrameType } from './frames.ts';

/** Bytes that may be under way to a reader that does not read. */
const WINDOW = 256 * 1_024;
/** Of both sides together. */
const MOST_STREAMS = 2_048;
const NOTHING = Buffer.alloc(0);

type Tell = (type: FrameType, body?: Buffer) => void;

/** One of many streams over a session. */
class RelayStream extends Duplex {
  readonly #tell: Tell;
  readonly #grant: (bytes: number) => void;
  #credit = WINDOW;
  #unread = 0;
  #waiting: (() => void) | undefined;
  #hasEnded = { here: false, there: false };

  constructor(tell: Tell, grant: (bytes: number) => void) {
    super();
    this.#tell = tell;
    this.#grant = grant;
  }

  override _write(bytes: Buffer, encoding: BufferEncoding, done: (error?: Error) => void): void {
    const now = bytes.subarray(0, this.#credit);
    const later = bytes.subarray(now.length);
    this.#credit -= now.length;
    if (now.length) {
      this.#tell(FRAME.data, now);
    }
    if (later.length) {
      this.#waiting = () => this._write(later, encoding, done);
    } else {
      done();
    }
  }

  override _final(done: () => void): void {
    this.#hasEnded.here = true;
    this.#tell(FRAME.end);
    done();
  }

  override _read(): void {
    if (this.#unread >= WINDOW / 4) {
      this.#grant(this.#unread);
      this.#unread = 0;
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#hasEnded.here || !this.#hasEnded.there) {
      this.#tell(FRAME.close);
    }
    done(error);
  }

  /** @throws Error for what nobody sends who keeps to the windows */
  receive(frame: Frame): void {
    switch (frame.type) {
      case FRAME.data:
        this.#unread += frame.body.length;
        if (this.#unread > WINDOW || this.#hasEnded.there) {
          throw new Error('more than was asked for');
        }
        this.push(frame.body);
        break;
      case FRAME.end:
        this.#hasEnded.there = true;
        this.push(null);
        break;
      case FRAME.close:
        this.#hasEnded = { here: true, there: true };
        this.destroy();
        break;
      case FRAME.credit: {
        this.#credit += numberOf(frame);
        if (this.#credit > WINDOW) {
          throw new Error('more room than there is');
        }
        const waiting = this.#waiting;
        this.#waiting = undefined;
        waiting?.();
      }
    }
  }
}

export interface StreamsOptions {
  send(frame: Frame): void;
  /** Numbers of its own streams: odd on one side, even on the other. */
  first: 1 | 2;
  /** The other side has opened one. */
  opened(target: unknown, stream: Duplex): void;
}

export type Streams = ReturnType<typeof createStreams>;

/** Streams over one session, each with the pace of its reader. */
export function createStreams({ first, opened, send }: StreamsOptions) {
  const streams = new Map<number, RelayStream>();
  let next: number = first;

  function add(number: number): RelayStream {
    const stream = new RelayStream(
      (type, body = NOTHING) => send({ type, stream: number, body }),
      bytes => send(numberFrame(FRAME.credit, number, bytes))
    );
    stream.on('error', () => undefined);
    stream.once('close', () => streams.delete(number));
    streams.set(number, stream);
    return stream;
  }

  return {
    open(target: object): Duplex {
      const number = next;
      next += 2;
      send(objectFrame(FRAME.open, number, target));
      return add(number);
    },
    /** @throws Error for what cannot be meant */
    take(frame: Frame): void {
      if (frame.type === FRAME.open) {
        const isOwn = frame.stream % 2 === first % 2;
        if (isOwn || streams.has(frame.stream) || streams.size >= MOST_STREAMS) {
          throw new Error('a stream that cannot be opened');
        }
        opened(objectOf(frame), add(frame.stream));
      } else {
        streams.get(frame.stream)?.receive(frame);
      }
    },
    destroy: (): void => streams.forEach(stream => stream.destroy())
  };
}
