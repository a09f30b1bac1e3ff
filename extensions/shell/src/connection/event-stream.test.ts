import type { StudioEvent } from '@atelier-ml/api';
import { EventStream } from './event-stream.ts';
import type { EventSourceLike } from './event-stream.ts';

const EVENT: StudioEvent = {
  id: 7,
  kind: 'run',
  action: 'created',
  workspaceId: 'a'.repeat(32),
  subjectId: 'b'.repeat(32),
  name: 'first',
  at: 1
};

class FakeSource implements EventSourceLike {
  readyState = 0;
  closed = false;
  readonly #listeners = new Map<string, (event: MessageEvent) => void>();

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.#listeners.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  fire(type: string, data?: unknown): void {
    this.#listeners.get(type)?.(new MessageEvent(type, { data }));
  }
}

function buildStream() {
  const sources: FakeSource[] = [];
  const stream = new EventStream({
    open: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    retry: { first: 100, longest: 400 },
    silence: 1000
  });
  const changes: StudioEvent[] = [];
  let resets = 0;
  stream.changed.connect((_, event) => changes.push(event));
  stream.reset.connect(() => resets++);
  return { stream, sources, changes, resets: () => resets };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('hands on what has changed, and leaves out what it cannot read', () => {
  const { stream, sources, changes } = buildStream();
  sources[0].fire('open');
  sources[0].fire('change', JSON.stringify(EVENT));
  sources[0].fire('change', '{"id":"?"}');
  sources[0].fire('change', 'no JSON');
  expect(stream.state).toBe('open');
  expect(changes).toEqual([EVENT]);
});

test('a break that the browser mends is not a reset', () => {
  const { stream, sources, resets } = buildStream();
  sources[0].fire('open');
  sources[0].fire('error');
  expect(stream.state).toBe('connecting');
  sources[0].fire('open');
  expect([sources.length, resets()]).toEqual([1, 0]);
});

test('after a break that the browser gives up it tries again, ever later, and then resets', () => {
  const { stream, sources, resets } = buildStream();
  const breakOff = () => {
    const source = sources[sources.length - 1];
    source.readyState = 2;
    source.fire('error');
  };
  sources[0].fire('open');
  breakOff();
  expect(stream.state).toBe('closed');
  jest.advanceTimersByTime(100);
  breakOff();
  jest.advanceTimersByTime(199);
  expect(sources).toHaveLength(2);
  jest.advanceTimersByTime(1);
  expect(sources).toHaveLength(3);
  expect(resets()).toBe(0);
  sources[2].fire('open');
  expect([stream.state, resets()]).toEqual(['open', 1]);
});

test('tries at once when it is told that the server is back', () => {
  const { stream, sources } = buildStream();
  sources[0].readyState = 2;
  sources[0].fire('error');
  stream.reconnect();
  expect(sources).toHaveLength(2);
  sources[1].fire('open');
  stream.reconnect();
  expect(sources).toHaveLength(2);
});

test('resets where it tries at once what the browser was about to mend', () => {
  const { stream, sources, resets } = buildStream();
  sources[0].fire('open');
  sources[0].fire('error');
  stream.reconnect();
  sources[1].fire('open');
  expect(resets()).toBe(1);
});

test('a stream on which nothing comes any more is broken, be it open or being opened', () => {
  const { stream, sources, resets } = buildStream();
  sources[0].fire('open');
  for (let beat = 0; beat < 5; beat++) {
    jest.advanceTimersByTime(900);
    sources[0].fire('heartbeat');
  }
  expect([stream.state, sources.length]).toEqual(['open', 1]);
  jest.advanceTimersByTime(1000);
  expect([stream.state, sources[0].closed]).toEqual(['closed', true]);
  jest.advanceTimersByTime(100);
  expect(sources).toHaveLength(2);
  jest.advanceTimersByTime(1000 + 200);
  expect(sources).toHaveLength(3);
  sources[2].fire('open');
  expect([stream.state, resets()]).toEqual(['open', 1]);
  stream.dispose();
});

test('passes on what the server says of missed events, and ends with its stream', () => {
  const { stream, sources, resets } = buildStream();
  sources[0].fire('reset');
  expect(resets()).toBe(1);
  stream.dispose();
  expect(sources[0].closed).toBe(true);
  sources[0].readyState = 2;
  sources[0].fire('error');
  jest.runAllTimers();
  expect(sources).toHaveLength(1);
});
