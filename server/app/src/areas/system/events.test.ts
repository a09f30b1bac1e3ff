import {
  buildRunLogger,
  describeOnEachDatabase,
  metric,
  readEvents,
  start
} from '../../testing/index.ts';
import { createEvents } from './events.service.ts';
import type { Change } from './changes.ts';

const change = (name: string): Change => ({
  kind: 'dataset',
  action: 'created',
  workspaceId: '0'.repeat(32),
  subjectId: '1'.repeat(32),
  name
});

describeOnEachDatabase('the stream of events', on => {
  it('tells what changes, and what was missed to readers who come back after a restart', async () => {
    const server = await on.startServer();
    const reader = await readEvents(server.send);
    const { id: before } = await reader.next();
    await server.client.workspaces.create({ body: { name: 'a' } });
    const first = await reader.next();
    expect(first).toMatchObject({
      event: 'change',
      data: { kind: 'workspace', action: 'created', name: 'a' }
    });
    reader.close();
    await server.client.workspaces.create({ body: { name: 'b' } });
    await server.restart();
    await server.client.workspaces.create({ body: { name: 'c' } });
    const again = await readEvents(server.send, before);
    const names = [await again.next(), await again.next(), await again.next()].map(
      event => (event.data as Change).name
    );
    expect(names).toEqual(['a', 'b', 'c']);
    await server.client.workspaces.create({ body: { name: 'd' } });
    expect((await again.next()).data).toMatchObject({ name: 'd' });
    again.close();
  });

  it('tells of nothing that was not committed', async () => {
    const server = await on.startServer();
    const reader = await readEvents(server.send);
    await reader.next();
    const { workspaces } = server.client;
    await workspaces.create({ body: { name: 'a' } });
    await expect(workspaces.create({ body: { name: 'a' } })).rejects.toThrow();
    await workspaces.create({ body: { name: 'b' } });
    const names = [await reader.next(), await reader.next()].map(
      event => (event.data as Change).name
    );
    expect(names).toEqual(['a', 'b']);
    reader.close();
  });

  it('tells a reader to start anew when what it missed is gone or of another database', async () => {
    const database = await on.openDatabase();
    const events = await createEvents({ database, clock: Date.now, kept: 5 });
    for (let index = 0; index < 12; index++) {
      await events.commit(async (_, announce) => announce(change(`n${index}`)));
    }
    const { signal } = new AbortController();
    const firstOf = async (lastEventId: string) => {
      const [text] = await Array.fromAsync(take(events.stream({ lastEventId, signal }), 1));
      return text;
    };
    expect(await firstOf('1')).toBe('id: 12\nevent: reset\ndata: {}\n\n');
    expect(await firstOf('400')).toBe('id: 12\nevent: reset\ndata: {}\n\n');
    expect(await firstOf('9')).toContain('"name":"n9"');
    events.stop();
  });

  it('tells of the progress of a run without keeping it', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    await logger.log(start());
    const reader = await readEvents(server.send);
    await reader.next();
    for (let step = 0; step < 20; step++) {
      await logger.log(metric('loss', step, step));
    }
    await server.client.workspaces.create({ body: { name: 'after' } });
    const actions: string[] = [];
    for (let name = ''; name !== 'after';) {
      const { data, id } = await reader.next();
      const { action, name: told } = data as Change;
      name = told;
      actions.push(action);
      expect(id === undefined).toBe(action === 'progressed');
    }
    expect(actions.slice(0, -1).every(action => action === 'progressed')).toBe(true);
    expect(actions[0]).toBe('progressed');
    reader.close();
  });

  it('ends when the server stops', async () => {
    const server = await on.startServer();
    const reader = await readEvents(server.send);
    await reader.next();
    await server.restart();
    await expect(reader.next()).rejects.toThrow();
  });
});

async function* take<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  for await (const item of source) {
    yield item;
    if (--count === 0) {
      return;
    }
  }
}
