import { buildFakeStudio } from '../testing/index.ts';
import { ListModel } from './list-model.ts';
import type { ListModelOptions, ListPageQuery } from './list-model.ts';

const NAMES = Array.from({ length: 25 }, (_, index) => `thing ${index}`);

/** A server that pages through NAMES; a cursor is the index to go on at. */
function buildList(options: Partial<ListModelOptions<string>> = {}) {
  const studio = buildFakeStudio();
  const queries: ListPageQuery[] = [];
  const model = new ListModel<string>({
    fetchPage: async query => {
      queries.push(query);
      const found = NAMES.filter(name => name.includes(query.search ?? ''));
      const from = Number(query.cursor ?? 0);
      const to = from + query.limit;
      const nextCursor = to < found.length ? String(to) : undefined;
      return { items: found.slice(from, to), total: found.length, nextCursor };
    },
    events: studio.events,
    scope: studio.scope,
    kinds: ['dataset'],
    pageSize: 10,
    searchDelay: 0,
    reloadInterval: 0,
    ...options
  });
  return { studio, model, queries };
}

/** Resolves when the model has changed to what is asked for. */
function until(model: ListModel<string>, holds: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (holds()) {
        model.changed.disconnect(check);
        resolve();
      }
    };
    model.changed.connect(check);
    check();
  });
}

test('starts with the first page, and only when somebody looks', async () => {
  const { model, queries } = buildList();
  expect(queries).toEqual([]);
  model.start();
  model.start();
  await until(model, () => model.state === 'ready');
  expect(queries).toEqual([{ search: undefined, limit: 10 }]);
  expect([model.items.length, model.total, model.hasMore]).toEqual([10, 25, true]);
});

test('adds page after page until the end', async () => {
  const { model, queries } = buildList();
  await model.reload();
  await Promise.all([model.loadMore(), model.loadMore()]);
  expect(queries).toHaveLength(2);
  await model.loadMore();
  await model.loadMore();
  expect(model.items).toEqual(NAMES);
  expect(queries).toHaveLength(3);
});

test('searches for what was typed last, from the beginning', async () => {
  const { model, queries } = buildList();
  await model.reload();
  model.setSearch('thing');
  model.setSearch('thing 2');
  await until(model, () => model.total === 6);
  expect(queries.at(-1)).toEqual({ search: 'thing 2', limit: 10 });
  expect(queries).toHaveLength(2);
});

test('reloads as much as it shows when something of its kind changes in its workspace', async () => {
  const { model, queries, studio } = buildList();
  await model.reload();
  await model.loadMore();
  studio.emit({ kind: 'dataset', action: 'created' });
  studio.emit({ kind: 'dataset', action: 'updated' });
  await until(model, () => queries.length === 3);
  expect(queries[2]).toEqual({ search: undefined, limit: 20 });
  studio.emit({ kind: 'model', action: 'created' });
  studio.emit({ kind: 'dataset', action: 'progressed' });
  studio.emit({ kind: 'dataset', action: 'created', workspaceId: 'f'.repeat(32) });
  studio.emitReset();
  await until(model, () => queries.length === 4);
  expect(queries).toHaveLength(4);
});

test('is empty at once and fetches anew when another workspace becomes active', async () => {
  const { model, studio } = buildList();
  await model.reload();
  studio.setWorkspace({ ...studio.workspace, id: 'b'.repeat(32) });
  expect([model.state, model.items.length]).toEqual(['loading', 0]);
  await until(model, () => model.state === 'ready');
  expect(model.items).toHaveLength(10);
});

test('keeps what it has when a reload fails, and recovers', async () => {
  let fails = false;
  const { model } = buildList({
    fetchPage: async () => {
      if (fails) {
        throw new Error('away');
      }
      return { items: ['one'], total: 1 };
    }
  });
  await model.reload();
  fails = true;
  await model.reload();
  expect([model.state, model.items, model.error]).toEqual(['error', ['one'], new Error('away')]);
  fails = false;
  await model.reload();
  expect([model.state, model.error]).toEqual(['ready', undefined]);
});

test('an answer to an older question does not replace a newer one', async () => {
  const answers: ((items: string[]) => void)[] = [];
  const { model } = buildList({
    fetchPage: () =>
      new Promise(resolve => answers.push(items => resolve({ items, total: items.length })))
  });
  const old = model.reload();
  const recent = model.reload();
  answers[1](['new']);
  answers[0](['old']);
  await Promise.all([old, recent]);
  expect(model.items).toEqual(['new']);
});

test('is silent after its end', async () => {
  const { model, queries, studio } = buildList();
  await model.reload();
  model.dispose();
  studio.emitReset();
  await model.loadMore();
  expect(queries).toHaveLength(1);
});
