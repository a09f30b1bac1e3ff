import { AtelierError } from '@atelier-ml/api';
import type { Client, Run } from '@atelier-ml/api';
import { buildRun, FakeEvents, until } from '../testing/index.ts';
import { RunTableModel } from './run-table-model.ts';
import { DEFAULT_TABLE } from './table-settings.ts';

const id = (index: number) => `a${index.toString(16).padStart(31, '0')}`;

interface Search {
  filter?: string;
  view: string;
  orderBy?: string[];
  limit: number;
  offset?: number;
  only?: { metrics: string[]; params: string[] };
}

/** A server with so many runs that answers when the test says so. */
function buildTable(count = 100_000, experiment: string | null = 'e'.repeat(32)) {
  const events = new FakeEvents();
  const searches: (Search & { signal?: AbortSignal })[] = [];
  let total = count;
  let names = new Map<string, string>();
  let down = false;
  let gate = Promise.resolve();
  const runAt = (index: number): Run =>
    buildRun({ id: id(index), name: names.get(id(index)) ?? `run ${index}` });
  const runs = {
    search: async ({ body, signal }: { body: Search; signal?: AbortSignal }) => {
      searches.push({ ...body, signal });
      await gate;
      if (down) {
        throw new AtelierError('server-unreachable', 'The server cannot be reached.');
      }
      const { limit, offset = 0 } = body;
      const items = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) =>
        runAt(offset + i)
      );
      return { items, total };
    },
    ids: async ({ body }: { body: { ids: string[] } }) => ({
      items: body.ids.map(one => runAt(parseInt(one.slice(1), 16)))
    }),
    keys: async () => ({
      metrics: [{ key: 'auc' }, { key: 'system/cpu' }],
      params: [{ key: 'depth' }],
      tags: []
    })
  };
  const model = new RunTableModel({
    api: { runs } as unknown as Client,
    events,
    workspace: '~',
    experiment,
    settings: DEFAULT_TABLE,
    interval: 0
  });
  return {
    events,
    model,
    searches,
    add: (more: number) => (total += more),
    rename: (index: number, name: string) => (names = new Map([...names, [id(index), name]])),
    breakDown: (broken: boolean) => (down = broken),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    }
  };
}

describe('a table of a hundred thousand runs', () => {
  it('fetches what is in sight, wherever that is', async () => {
    const { model, searches } = buildTable();
    await until(model, () => model.row(0) !== undefined);
    expect(model.total).toBe(100_000);
    model.want(54_321, 54_350);
    await until(model, () => model.row(54_350) !== undefined);
    expect(model.row(54_321)?.name).toBe('run 54321');
    expect(model.row(20_000)).toBeUndefined();
    expect(searches.every(({ limit }) => limit <= 100)).toBe(true);
  });

  it('leaves behind what has scrolled away before it came', async () => {
    const { hold, model, searches } = buildTable();
    await until(model, () => model.row(0) !== undefined);
    const release = hold();
    model.want(5_000, 5_030);
    model.want(90_000, 90_030);
    const left = searches.find(({ offset }) => offset === 5_000);
    expect(left?.signal?.aborted).toBe(true);
    release();
    await until(model, () => model.row(90_000) !== undefined);
    expect(model.row(5_000)).toBeUndefined();
  });

  it('shows the usual columns and asks the server for no other metrics', async () => {
    const { model, searches } = buildTable();
    await until(model, () => model.keys !== null && model.row(0) !== undefined);
    expect(model.columns).toEqual(['status', 'started', 'duration', 'metrics.auc', 'params.depth']);
    await until(model, () => searches.at(-1)?.only?.metrics.includes('auc') === true);
    expect(searches.at(-1)?.only).toEqual({ metrics: ['auc'], params: ['depth'] });
    model.set({ pinned: ['params.depth'] });
    expect(model.columns[0]).toBe('params.depth');
  });

  it('tells of each run of a workspace which experiment it belongs to', async () => {
    const { model, searches } = buildTable(10, null);
    await until(model, () => model.row(0) !== undefined);
    expect(model.columns[0]).toBe('experiment');
    expect(searches.some(search => 'experiments' in search)).toBe(false);
  });

  it('orders on the server, and by a second column beside the first', async () => {
    const { model, searches } = buildTable();
    model.sort('metrics.test loss');
    model.sort('metrics.test loss');
    model.sort('name', true);
    await until(model, () => model.row(0) !== undefined);
    expect(searches.at(-1)?.orderBy).toEqual(['metrics.`test loss` ASC', 'name ASC']);
  });

  it('keeps its rows in place while runs come in out of sight, and counts them', async () => {
    const { add, events, model, rename } = buildTable();
    await until(model, () => model.row(0) !== undefined);
    model.want(300, 330);
    await until(model, () => model.row(300) !== undefined);
    add(3);
    rename(310, 'renamed');
    events.emit('updated', id(310));
    await until(model, () => model.fresh === 3);
    expect(model.row(310)?.name).toBe('renamed');
    expect(model.total).toBe(100_000);
    model.want(0, 30);
    model.reload();
    await until(model, () => model.total === 100_003);
    expect(model.fresh).toBe(0);
  });

  it('follows the server while its top is in sight', async () => {
    const { add, events, model } = buildTable(5);
    await until(model, () => model.row(4) !== undefined);
    add(1);
    events.emit('created', id(9));
    await until(model, () => model.total === 6);
    expect(model.row(5)).toBeDefined();
  });

  it('says why it has nothing to show, and tries again when asked', async () => {
    const table = buildTable(5);
    table.breakDown(true);
    const { model } = table;
    await until(model, () => model.error !== null);
    table.breakDown(false);
    model.reload();
    await until(model, () => model.row(0) !== undefined);
    expect(model.error).toBeNull();
  });

  it('chooses some runs or all that match, and none after another query', async () => {
    const { model } = buildTable();
    await until(model, () => model.row(3) !== undefined);
    model.selection.mark([id(1), id(2)], true);
    model.selection.mark([id(1)], false);
    expect([...model.selection.ids]).toEqual([id(2)]);
    model.selection.chooseAll();
    expect(model.selection.has(id(77_777))).toBe(true);
    model.set({ filter: 'metrics.auc > 0.5' });
    expect(model.selection.isEmpty).toBe(true);
    expect(model.query).toMatchObject({ filter: 'metrics.auc > 0.5', view: 'active' });
  });
});
