/** What is told over a link, besides the bytes of streams. */
export const FRAME = {
  hello: 0,
  acknowledge: 1,
  open: 2,
  data: 3,
  end: 4,
  close: 5,
  credit: 6
} as const;

export type FrameType = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  type: FrameType;
  /** The number of its stream; 0 for what belongs to none. */
  stream: number;
  body: Buffer;
}

const HEAD = 9;
/** Nobody sends more at once: it is another language, or somebody who wants memory. */
const LARGEST = 2 ** 20;

/** Four bytes: how many follow the head; one: the type; four: the stream. */
export function encodeFrame({ body, stream, type }: Frame): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(body.length, 0);
  head.writeUInt8(type, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

/**
 * Cuts what arrives into frames again.
 * @param refuse once, when it cannot be read or `take` has thrown: nothing is taken any more
 */
export function createFrameReader(
  take: (frame: Frame) => void,
  refuse: () => void
): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isRefused = false;

  function cut(): void {
    while (rest.length >= HEAD) {
      const length = rest.readUInt32BE(0);
      if (length > LARGEST) {
        throw new Error('a frame that is too large');
      }
      const end = HEAD + length;
      if (rest.length < end) {
        return;
      }
      const [type, stream] = [rest.readUInt8(4) as FrameType, rest.readUInt32BE(5)];
      const body = rest.subarray(HEAD, end);
      rest = rest.subarray(end);
      take({ type, stream, body });
    }
  }

  return bytes => {
    if (isRefused) {
      return;
    }
    rest = rest.length ? Buffer.concat([rest, bytes]) : bytes;
    try {
      cut();
    } catch {
      isRefused = true;
      rest = Buffer.alloc(0);
      refuse();
    }
  };
}

export const numberFrame = (type: FrameType, stream: number, value: number): Frame => {
  const body = Buffer.alloc(6);
  body.writeUIntBE(value, 0, 6);
  return { type, stream, body };
};

export const numberOf = ({ body }: Frame): number => body.readUIntBE(0, 6);

export const objectFrame = (type: FrameType, stream: number, value: object): Frame => ({
  ...{ type, stream },
  body: Buffer.from(JSON.stringify(value))
});

export const objectOf = <T>({ body }: Frame): T => JSON.parse(body.toString('utf8')) as T;
