import type { LogModelOptions } from './log-model.ts';
import { LogModel } from './log-model.ts';
import { FakeLogServer, until } from '../testing/index.ts';

const RUN = 'a'.repeat(32);

function open(server: FakeLogServer, more: Partial<LogModelOptions> = {}) {
  const { api, events } = server;
  const model = new LogModel({ api, events, workspace: '~', run: RUN, ...more });
  return model;
}

const ready = (model: LogModel) => until(model, () => model.state === 'ready');
const texts = (model: LogModel) => model.lines.map(({ text }) => text);

describe('the log of a run', () => {
  it('begins at its end, and fetches what is earlier when asked', async () => {
    const server = new FakeLogServer();
    server.write(2_500);
    const model = open(server);
    await ready(model);
    expect(model.lines).toHaveLength(1_000);
    expect(texts(model).at(-1)).toBe('line 2499');
    expect(model.hasEarlier).toBe(true);
    await model.loadEarlier();
    expect(model.lines).toHaveLength(2_000);
    expect(texts(model)[0]).toBe('line 500');
    await model.loadEarlier();
    expect(texts(model)[0]).toBe('line 0');
    expect(model.hasEarlier).toBe(false);
  });

  it('grows while the run writes', async () => {
    const server = new FakeLogServer();
    server.write(3);
    const model = open(server);
    await ready(model);
    server.write(2);
    server.events.emit('progressed', RUN);
    await until(model, () => model.lines.length === 5);
    expect(texts(model).at(-1)).toBe('line 4');
  });

  it('is searched by the server, and shows what stands around a hit', async () => {
    const server = new FakeLogServer();
    server.write(3_000);
    const model = open(server);
    await ready(model);
    await model.setFilter({ search: 'line 1234' });
    expect(texts(model)).toEqual(['line 1234']);
    await model.showAround(model.lines[0]);
    expect(texts(model)).toContain('line 1233');
    expect(texts(model)).toContain('line 1235');
    expect(model.filter.search).toBe('');
    expect(model.hasLater).toBe(true);
  });

  it('shows one stream alone', async () => {
    const server = new FakeLogServer();
    server.write(10);
    const model = open(server);
    await ready(model);
    await model.setFilter({ stream: 'stderr' });
    expect(model.lines.every(({ stream }) => stream === 'stderr')).toBe(true);
    expect(model.lines.length).toBeGreaterThan(0);
  });

  it('holds no more lines than it may, and fetches again what it let go of', async () => {
    const server = new FakeLogServer();
    server.write(5_000);
    const model = open(server, { maximumLines: 1_500 });
    await ready(model);
    await model.loadEarlier();
    expect(model.lines.length).toBeLessThanOrEqual(1_500);
    expect(texts(model)[0]).toBe('line 3000');
    expect(model.hasLater).toBe(true);
    await model.loadLater();
    await model.loadLater();
    expect(texts(model).at(-1)).toBe('line 4999');
    expect(model.hasLater).toBe(false);
    const numbers = texts(model).map(text => Number(text.slice(5)));
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0] + index));
  });

  it('keeps what it has while the server is down, and goes on when it is back', async () => {
    const server = new FakeLogServer();
    server.write(2);
    const model = open(server);
    await ready(model);
    server.down = true;
    server.events.emit('progressed', RUN);
    await until(model, () => model.error !== null);
    expect(texts(model)).toEqual(['line 0', 'line 1']);
    server.down = false;
    server.write(1);
    server.events.become('open');
    await until(model, () => model.lines.length === 3);
    expect(model.error).toBeNull();
  });
});
