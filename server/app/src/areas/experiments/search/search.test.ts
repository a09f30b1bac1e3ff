import {
  buildRunLogger,
  describeOnEachDatabase,
  end,
  metric,
  start
} from '../../../testing/index.ts';
import type { LoggedEntry, TestServer } from '../../../testing/index.ts';

const params = { workspace: 'default' };
const param = (key: string, value: string): LoggedEntry => ({ type: 'param', key, value });
const tag = (key: string, value: string): LoggedEntry => ({ type: 'tag', key, value });

/** Four runs of two experiments. */
async function buildFour(server: TestServer): Promise<Record<string, string>> {
  const runs: [string, string, LoggedEntry[]][] = [
    ['a', 'one', [param('model', 'forest'), metric('auc', 0.9), metric('loss', 3), end()]],
    ['b', 'one', [param('model', 'gbm'), metric('auc', 0.7), tag('stage', 'x%y'), end('failed')]],
    ['c', 'two', [param('model', 'Forest'), metric('auc', 'NaN'), end()]],
    ['d', 'two', [metric('auc', 'Infinity'), metric('loss', 1)]]
  ];
  const ids: Record<string, string> = {};
  for (const [index, [name, experiment, entries]] of runs.entries()) {
    const logger = buildRunLogger(server);
    const opening = { ...start(experiment, { name, user: 'ada' }), at: 1_000 * (index + 1) };
    await logger.log(opening, ...entries.map(entry => ({ ...entry, at: 10_000 })));
    ids[name] = logger.run;
  }
  return ids;
}

/** By code points. */
function compare(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b);
}

async function found(server: TestServer, filter: string, more: object = {}): Promise<string> {
  const page = await server.client.runs.search({ params, body: { filter, ...more } });
  expect(page.total).toBe(page.items.length);
  expect(page.totalIsExact).toBeUndefined();
  return page.items.map(run => run.name).join('');
}

describeOnEachDatabase('search of runs', on => {
  it('finds them by metrics, params, tags and attributes', async () => {
    const server = await on.startServer();
    const ids = await buildFour(server);
    const expected = {
      'metrics.auc > 0.8': 'da',
      'metrics.auc != 0.9': 'dcb',
      'metrics.auc < 5': 'ba',
      'metrics.auc = NaN': 'c',
      'metrics.auc = Infinity': 'd',
      'metrics.loss IS NULL': 'cb',
      'metrics.loss IS NOT NULL AND metrics.auc <= 0.9': 'a',
      "params.model = 'forest'": 'a',
      "params.model != 'forest'": 'cb',
      "params.model LIKE 'f%'": 'a',
      "params.model ILIKE 'f_rest'": 'ca',
      "params.model IN ('gbm', 'forest')": 'ba',
      "NOT params.model = 'forest'": 'dcb',
      "tags.stage LIKE 'x%y'": 'b',
      "status = 'running'": 'd',
      "status IN ('failed', 'running') OR metrics.loss = 3": 'dba',
      'ended IS NULL': 'd',
      "duration >= '8s'": 'ba',
      'start_time >= 3000': 'dc',
      "started < '1970-01-01T00:00:02'": 'a',
      "experiment LIKE 'o%'": 'ba',
      "user = 'ada'": 'dcba',
      [`id IN ('${ids.a}', '${ids.d}')`]: 'da',
      "artifact_uri LIKE 'mlflow-artifacts:/2/%/artifacts'": 'dc',
      "lifecycle_stage = 'active'": 'dcba'
    };
    for (const [filter, names] of Object.entries(expected)) {
      expect([filter, await found(server, filter)]).toEqual([filter, names]);
    }
  });

  it('takes several experiments, a text and a view', async () => {
    const server = await on.startServer();
    const ids = await buildFour(server);
    expect(await found(server, '', { experiments: ['one'] })).toBe('ba');
    expect(await found(server, '', { experiments: ['one', 'two', 'two'] })).toBe('dcba');
    expect(await found(server, '', { search: 'TWO' })).toBe('dc');
    await server.client.runs.delete({ params: { ...params, run: ids.a! } });
    expect(await found(server, 'metrics.auc > 0', { view: 'deleted' })).toBe('a');
    expect(await found(server, 'metrics.auc > 0', { view: 'all' })).toBe('dba');
    expect(await found(server, 'metrics.auc > 0', { orderBy: ['metrics.auc'] })).toBe('bd');
  });

  it('keeps to the experiments asked for, also when there were no others at the first page', async () => {
    const server = await on.startServer();
    await buildFour(server);
    const body = { experiments: ['one', 'two'], orderBy: ['metrics.auc'], limit: 2 };
    const first = await server.client.runs.search({ params, body });
    const other = buildRunLogger(server);
    await other.log(start('three', { name: 'e' }), metric('auc', 0.95), end());
    const next = { ...body, cursor: first.nextCursor };
    const second = await server.client.runs.search({ params, body: next });
    expect([...first.items, ...second.items].map(run => run.name).join('')).toBe('badc');
  });

  it('says where a filter or an order is wrong', async () => {
    const server = await on.startServer();
    const search = (body: object) => server.client.runs.search({ params, body });
    await expect(search({ filter: "metrics.auc > 'x'" })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('Expected a number after “>”'),
      fields: [{ path: 'body.filter', at: { offset: 14, length: 3 } }]
    });
    await expect(search({ orderBy: ['name', 'run_name DESC'] })).rejects.toMatchObject({
      fields: [{ path: 'body.orderBy.1', at: { offset: 0, length: 8 } }]
    });
  });

  it('refuses a cursor that was given for another search', async () => {
    const server = await on.startServer();
    await buildFour(server);
    const search = (body: object) => server.client.runs.search({ params, body });
    const body = { orderBy: ['metrics.auc DESC'], limit: 1 };
    const { nextCursor: cursor } = await search(body);
    expect((await search({ ...body, cursor })).items).toMatchObject([{ name: 'a' }]);
    for (const other of [{ filter: 'metrics.auc > 0' }, { orderBy: [] }, { view: 'all' }]) {
      await expect(search({ ...body, ...other, cursor })).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('another search')
      });
    }
  });

  it('jumps to a place of an order, past what has no value in it', async () => {
    const server = await on.startServer();
    await buildFour(server);
    const search = (body: object) => server.client.runs.search({ params, body });
    for (const orderBy of [[], ['metrics.auc DESC'], ['metrics.loss'], ['params.model', 'name']]) {
      const { items } = await search({ orderBy });
      expect(items).toHaveLength(4);
      for (const offset of [0, 1, 2, 3, 4, 9]) {
        const page = await search({ orderBy, offset, limit: 2 });
        expect(page).toMatchObject({ items: items.slice(offset, offset + 2), total: 4 });
        expect(page.nextCursor === undefined).toBe(offset > 1);
      }
    }
  });

  it('merges experiments in one order, page by page', async () => {
    const server = await on.startServer();
    const values: (string | undefined)[] = ['b', 'a', undefined, 'b', 'é', 'B', 'a', 'z', 'b'];
    for (const [index, value] of values.entries()) {
      const entries = [
        ...(value === undefined ? [] : [param('model', value)]),
        metric('auc', index % 4),
        ...(index % 3 ? [end()] : [])
      ];
      const opening = start(`e${index % 3}`, { name: `${index}` });
      const ended = entries.map(entry => ({ ...entry, at: 10_000 - index }));
      await buildRunLogger(server).log({ ...opening, at: 1_000 + (index % 5) }, ...ended);
    }
    const named = (names: string[]) => [...names.join('')].map(Number);
    // The last started first among equals.
    const byStart = (a: number, b: number) => (b % 5) - (a % 5);
    const expected: [string, (a: number, b: number) => number, (index: number) => boolean][] = [
      [
        'params.model',
        (a, b) => compare(values[a], values[b]) || byStart(a, b),
        index => values[index] !== undefined
      ],
      ['metrics.auc DESC', (a, b) => (b % 4) - (a % 4) || byStart(a, b), () => true],
      ['end_time', (a, b) => b - a, index => index % 3 > 0],
      ['name DESC', (a, b) => b - a, () => true]
    ];
    for (const [order, by, has] of expected) {
      for (const experiments of [undefined, ['e0', 'e1'], ['e1', 'e2']]) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const body = { experiments, orderBy: [order], limit: 2, cursor };
          const page = await server.client.runs.search({ params, body });
          seen.push(...page.items.map(run => run.name));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        const inScope = values
          .keys()
          .filter(index => !experiments || experiments.includes(`e${index % 3}`))
          .toArray();
        const valued = inScope.filter(has);
        const found = named(seen);
        expect([order, found.toSorted()]).toEqual([order, inScope]);
        const head = found.slice(0, valued.length);
        for (const [place, index] of head.slice(1).entries()) {
          expect([order, has(index), by(head[place]!, index) <= 0]).toEqual([order, true, true]);
        }
      }
    }
  });

  it('takes a filter of many values over many experiments', async () => {
    const server = await on.startServer();
    for (let index = 0; index < 40; index++) {
      const logger = buildRunLogger(server);
      await logger.log(start(`e${index}`, { name: `${index}` }), param('model', 'a'));
    }
    const names = Array.from({ length: 1_200 }, (_, index) => `'${index}'`);
    const body = { filter: `name IN (${names.join(',')})`, orderBy: ['params.model', 'name'] };
    const page = await server.client.runs.search({ params, body });
    expect(page.items).toHaveLength(40);
  });

  it('goes on with a cursor where a jump has led', async () => {
    const server = await on.startServer();
    await buildFour(server);
    const body = { orderBy: ['metrics.auc DESC'], limit: 1 };
    const { nextCursor: cursor } = await server.client.runs.search({
      params,
      body: { ...body, offset: 1 }
    });
    const { items } = await server.client.runs.search({ params, body: { ...body, cursor } });
    expect(items).toMatchObject([{ name: 'b' }]);
  });

  it('tells of those metrics and params alone that are asked for', async () => {
    const server = await on.startServer();
    await buildFour(server);
    const [run] = (
      await server.client.runs.search({
        params,
        body: { filter: "name = 'a'", only: { metrics: ['loss', 'none'], params: [] } }
      })
    ).items;
    expect(run).toMatchObject({ params: {}, metrics: { loss: { last: 3 } } });
    expect(Object.keys(run!.metrics)).toEqual(['loss']);
  });

  it('gives runs by id in the order asked for', async () => {
    const server = await on.startServer();
    const ids = await buildFour(server);
    const { items } = await server.client.runs.ids({
      params,
      body: { ids: [ids.c!, '0'.repeat(32), ids.a!, ids.c!] }
    });
    expect(items.map(run => run.name)).toEqual(['c', 'a']);
  });

  it('finds no column for what was written to break out of a statement', async () => {
    const server = await on.startServer();
    await buildFour(server);
    const evil = "x' OR 1=1 --";
    expect(await found(server, `params.\`${evil}\` = "${evil}"`)).toBe('');
    expect(await found(server, '', { orderBy: [`tags.\`${evil}\` DESC`] })).toBe('dcba');
  });
});

describeOnEachDatabase('names and groups of runs', on => {
  it('are known per experiment, those that begin with a text first', async () => {
    const server = await on.startServer();
    await buildFour(server);
    const keys = (body: object) => server.client.runs.keys({ params, body });
    expect(await keys({})).toEqual({
      metrics: [
        { key: 'auc', unit: null, goal: null },
        { key: 'loss', unit: null, goal: null }
      ],
      params: [{ key: 'model' }],
      tags: [{ key: 'stage' }]
    });
    expect(await keys({ experiments: ['two'], prefix: 'S' })).toEqual({
      metrics: [{ key: 'loss', unit: null, goal: null }],
      params: [],
      tags: []
    });
  });

  it('come with count, mean, deviation and extremes of their metrics', async () => {
    const server = await on.startServer();
    for (const [model, values] of Object.entries({ forest: [1, 2, 4], gbm: [5], none: [] })) {
      for (const value of [...values, 'NaN' as const]) {
        await buildRunLogger(server).log(start('e'), param('model', model), metric('m', value));
      }
    }
    await buildRunLogger(server).log(start('e'), metric('m', 'Infinity'));
    const answer = await server.client.runs.groups({
      params,
      body: { by: ['params.model'], metrics: ['m', 'absent'] }
    });
    expect(answer).toEqual({
      truncated: false,
      groups: [
        {
          values: ['forest'],
          runs: 4,
          metrics: {
            m: {
              count: 3,
              mean: expect.closeTo(7 / 3),
              deviation: expect.closeTo(Math.sqrt(7 / 3)),
              minimum: 1,
              maximum: 4
            }
          }
        },
        {
          values: ['gbm'],
          runs: 2,
          metrics: { m: { count: 1, mean: 5, deviation: null, minimum: 5, maximum: 5 } }
        },
        expect.objectContaining({ runs: 1 }),
        expect.objectContaining({ runs: 1 })
      ]
    });
    const none = answer.groups.find(({ values }) => values[0] === null)!;
    expect(none.metrics.m).toMatchObject({ mean: 'Infinity', deviation: null });
    const narrowed = await server.client.runs.groups({
      params,
      body: { by: ['status', 'params.model'], filter: 'metrics.m > 1', limit: 1 }
    });
    expect(narrowed).toMatchObject({
      truncated: true,
      groups: [{ values: ['running', 'forest'], runs: 2 }]
    });
    await expect(
      server.client.runs.groups({ params, body: { by: ['metrics.m'] } })
    ).rejects.toMatchObject({ code: 'invalid-input', fields: [{ path: 'body.by.0' }] });
  });
});
