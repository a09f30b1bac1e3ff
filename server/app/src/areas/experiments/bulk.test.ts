import { newId } from '../../identity.ts';
import {
  buildRunLogger,
  describeOnEachDatabase,
  end,
  metric,
  start,
  watchChanges
} from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const params = { workspace: 'default' };

async function buildRuns(server: TestServer): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < 6; index++) {
    const logger = buildRunLogger(server);
    const tags = { old: '1', keep: 'k' };
    const closing = index === 5 ? [] : [end()];
    await logger.log(start('e', { name: `r${index}`, tags }), metric('m', index), ...closing);
    ids.push(logger.run);
  }
  return ids;
}

const names = async (server: TestServer, view: 'active' | 'deleted'): Promise<string[]> => {
  const body = { view, orderBy: ['name'] };
  return (await server.client.runs.search({ params, body })).items.map(run => run.name);
};

describeOnEachDatabase('a change of many runs', on => {
  it('moves what a query finds to the trash, but for what is running, and back', async () => {
    const server = await on.startServer();
    const ids = await buildRuns(server);
    const query = { filter: 'metrics.m >= 3' };
    const { bulk } = server.client.runs;
    const change = { type: 'delete' } as const;
    expect(await bulk({ params, body: { selection: { query }, change } })).toEqual({
      changed: 2,
      refused: [{ id: ids[5], name: 'r5', message: 'It is still running.' }]
    });
    expect(await names(server, 'deleted')).toEqual(['r3', 'r4']);
    expect(await names(server, 'active')).toEqual(['r0', 'r1', 'r2', 'r5']);
    const back = {
      selection: { query: { view: 'deleted' } },
      change: { type: 'restore' }
    } as const;
    expect(await bulk({ params, body: back })).toEqual({ changed: 2, refused: [] });
    expect(await names(server, 'deleted')).toEqual([]);
  });

  it('sets and removes tags, and tells which ids it does not know', async () => {
    const server = await on.startServer();
    const ids = await buildRuns(server);
    const unknown = newId();
    const [first, second] = ids as [string, string];
    const tags = { set: { team: 'x', keep: 'new' }, remove: ['old'] };
    const answer = await server.client.runs.bulk({
      params,
      body: {
        selection: { ids: [first, second, first, unknown] },
        change: { type: 'tag', ...tags }
      }
    });
    expect(answer).toMatchObject({ changed: 2, refused: [{ id: unknown }] });
    const run = await server.client.runs.get({ params: { ...params, run: second } });
    expect(run.tags).toEqual({ team: 'x', keep: 'new' });
    const other = await server.client.runs.get({ params: { ...params, run: ids[2]! } });
    expect(other.tags).toEqual({ old: '1', keep: 'k' });
    await expect(
      server.client.runs.bulk({
        params,
        body: { selection: { ids: [first] }, change: { type: 'tag' } }
      })
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('leaves runs alone whose experiment lies in the trash', async () => {
    const server = await on.startServer();
    const [first] = await buildRuns(server);
    await server.client.runs.journal({
      params: { ...params, run: newId() },
      body: { source: newId(), entries: [{ seq: 1, at: 1, type: 'start', experiment: 'other' }] }
    });
    const running = await server.client.runs.search({ params, body: { filter: "name = 'r5'" } });
    const last = running.items[0]!.id;
    await buildRunLogger(server, { run: last }).log(start('e'), end());
    await server.client.experiments.delete({ params: { ...params, experiment: 'e' } });
    for (const change of [{ type: 'restore' }, { type: 'tag', set: { a: 'b' } }] as const) {
      const answer = await server.client.runs.bulk({
        params,
        body: { selection: { ids: [first!] }, change }
      });
      expect(answer).toMatchObject({ changed: 0, refused: [{ name: 'r0' }] });
    }
  });

  it('is told to the readers of events', async () => {
    const server = await on.startServer();
    const ids = await buildRuns(server);
    const events = await watchChanges(server);
    const change = { type: 'delete' } as const;
    await server.client.runs.bulk({
      params,
      body: { selection: { ids: ids.slice(0, 2) }, change }
    });
    const deleted = ({ action }: { action: string }) => action === 'deleted';
    const told = [await events.next(deleted), await events.next(deleted)];
    expect(told.map(event => [event.action, event.subjectId]).toSorted()).toEqual(
      ids
        .slice(0, 2)
        .map(id => ['deleted', id])
        .toSorted()
    );
    events.close();
  });
});
