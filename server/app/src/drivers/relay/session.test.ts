import { PassThrough } from 'node:stream';
import { createFrameReader, encodeFrame, FRAME } from './frames.ts';
import type { Frame, FrameType } from './frames.ts';
import { createSession } from './session.ts';
import { createStreams } from './streams.ts';

const frame = (type: FrameType, stream: number, body = Buffer.alloc(0)): Frame => ({
  ...{ type, stream, body }
});
const none = () => undefined;

describe('a session without a link', () => {
  function sentLater(session: ReturnType<typeof createSession>, count = 0): number[][] {
    const link = new PassThrough();
    session.attach(link, count);
    const frames: number[][] = [];
    createFrameReader(
      ({ stream, type }) => frames.push([type, stream]),
      none
    )((link.read() as Buffer | null) ?? Buffer.alloc(0));
    return frames;
  }

  it('keeps nothing of a stream that was opened and closed meanwhile', () => {
    const session = createSession('s', none, none);
    session.send(frame(FRAME.open, 1));
    session.send(frame(FRAME.open, 3));
    session.send(frame(FRAME.data, 1, Buffer.alloc(9)));
    session.send(frame(FRAME.close, 1));
    expect(sentLater(session)).toEqual([[FRAME.open, 3]]);
  });

  it('tells of the end of a stream that the other side knows, without what came before it', () => {
    const session = createSession('s', none, none);
    const link = new PassThrough();
    session.attach(link, 0);
    session.send(frame(FRAME.open, 1));
    session.detach(link);
    session.send(frame(FRAME.data, 1, Buffer.alloc(9)));
    session.send(frame(FRAME.close, 1));
    expect(sentLater(session, 1)).toEqual([[FRAME.close, 1]]);
  });

  it('is over, once, when it would keep too much', () => {
    let over = 0;
    const session = createSession('s', none, () => (over += 1));
    const body = Buffer.alloc(2 ** 20);
    for (let sent = 0; sent < 80; sent += 1) {
      session.send(frame(FRAME.data, 1, body));
    }
    expect(over).toBe(1);
    expect(sentLater(session)).toEqual([]);
  });
});

describe('a reader of frames', () => {
  function refused(...frames: Frame[]): boolean {
    let isRefused = false;
    const streams = createStreams({ first: 1, send: none, opened: none });
    const read = createFrameReader(
      each => streams.take(each),
      () => {
        isRefused = true;
      }
    );
    frames.forEach(each => read(encodeFrame(each)));
    return isRefused;
  }
  const open = frame(FRAME.open, 2, Buffer.from('{}'));

  it('takes what is within the windows', () => {
    expect(refused(open, frame(FRAME.data, 2, Buffer.alloc(2 ** 18)))).toBe(false);
  });

  it.each([
    ['frames that are too large', [frame(FRAME.data, 2, Buffer.alloc(2 ** 20 + 1))]],
    ['more than a window', [open, frame(FRAME.data, 2, Buffer.alloc(2 ** 18 + 1))]],
    ['more room than a window', [open, frame(FRAME.credit, 2, Buffer.alloc(6, 1))]],
    ['a stream twice', [open, open]],
    ['a stream with a number of this side', [frame(FRAME.open, 1, Buffer.from('{}'))]],
    ['what is no JSON', [frame(FRAME.open, 2, Buffer.from('{'))]]
  ])('refuses %s', (_what, frames) => {
    expect(refused(...frames)).toBe(true);
  });

  it('refuses more streams than anybody has', () => {
    const many = Array.from({ length: 2_049 }, (_, place) =>
      frame(FRAME.open, 2 * place + 2, Buffer.from('{}'))
    );
    expect(refused(...many.slice(0, -1))).toBe(false);
    expect(refused(...many)).toBe(true);
  });
});
