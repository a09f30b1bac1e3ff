import { createFraming } from './framing.ts';
import type { WireError } from './framing.ts';
import type { Outgoing } from './message.ts';

const buildMessage = (more: Partial<Outgoing> = {}): Outgoing => ({
  type: 'status',
  content: { execution_state: 'busy' },
  parent: {},
  ...more
});
const asBuffers = (frames: (Buffer | string)[]) => frames.map(frame => Buffer.from(frame));
const framing = createFraming('secret');

function failureOf(action: () => unknown): WireError {
  try {
    action();
  } catch (error) {
    return error as WireError;
  }
  throw new Error('It did not fail.');
}

describe('framing', () => {
  test('what was encoded is decoded', () => {
    const parent = { msg_id: 'p' };
    const buffers = [new Uint8Array([1, 2, 3]).subarray(1)];
    const frames = framing.encode(
      [Buffer.from('client')],
      buildMessage({ parent, metadata: { a: '😀' }, buffers })
    );
    const message = framing.decode(asBuffers(frames));
    expect(message).toMatchObject({
      parent,
      metadata: { a: '😀' },
      content: { execution_state: 'busy' },
      header: { msg_type: 'status', version: '5.5', session: framing.session }
    });
    expect(message.identities.map(String)).toEqual(['client']);
    expect([...message.buffers[0]]).toEqual([2, 3]);
  });

  test('a message signed with another key is refused', () => {
    const frames = createFraming('other').encode([], buildMessage());
    expect(failureOf(() => framing.decode(asBuffers(frames))).code).toBe('wire.signature');
  });

  test('a changed message is refused', () => {
    const frames = asBuffers(framing.encode([], buildMessage()));
    frames[5] = Buffer.from('{"execution_state":"idle"}');
    expect(failureOf(() => framing.decode(frames)).code).toBe('wire.signature');
  });

  test('without a key nothing is signed', () => {
    const open = createFraming('');
    const frames = open.encode([], buildMessage());
    expect(frames[1]).toBe('');
    expect(open.decode(asBuffers(frames)).header.msg_type).toBe('status');
  });

  test.each([[[]], [['a', 'b']], [['<IDS|MSG>', 'a', 'b']]])(
    'a message that is cut short is refused: %j',
    frames => {
      expect(failureOf(() => framing.decode(asBuffers(frames))).code).toBe('wire.framing');
    }
  );

  test('a message that is not JSON is refused', () => {
    const frames = asBuffers(['<IDS|MSG>', '', '{', '{}', '{}', '{}']);
    expect(failureOf(() => createFraming('').decode(frames)).code).toBe('wire.json');
  });
});
