import { newId } from '../../identity.ts';
import { describeOnEachDatabase, openJournal } from '../../testing/index.ts';
import type { DatabaseCase } from '../../testing/index.ts';
import type { LooseEntry } from './journal-fold.ts';
import { createRunDetailsStore } from './run-details.store.ts';
import { createRunStore } from './runs.store.ts';
import { QUIET_PATIENCE } from './staleness.ts';

async function openRun(on: DatabaseCase) {
  const database = await on.openDatabase();
  const journal = await openJournal(database);
  const runId = newId();
  return {
    log: (entries: LooseEntry[], strictParams = false) => journal.log(runId, entries, strictParams),
    find: () => createRunStore(database.queries).find(runId),
    params: () => createRunDetailsStore(database.queries).params([runId]),
    read: () => journal.read(runId),
    close: () => journal.close()
  };
}

const begin = {
  type: 'start',
  at: 1_000,
  experiment: 'mlflow/test',
  tags: {},
  environment: {}
} as const;
const point = (value: number, step: number, at = step): LooseEntry => ({
  type: 'metric',
  key: 'loss',
  value,
  step,
  at
});

describeOnEachDatabase('a writer that does not number its entries', on => {
  it('opens a run that counts as heard for days, logs to it and ends it', async () => {
    const journal = await openRun(on);
    const before = Date.now();
    await expect(journal.log([point(1, 1)])).rejects.toMatchObject({ code: 'not-found' });
    await journal.log([begin, { type: 'param', at: 1, key: 'depth', value: '3' }]);
    await journal.log([point(1, 1), point(2, 2)]);
    await journal.log([{ type: 'end', at: 9_000, status: 'killed' }]);
    const run = await journal.find();
    expect(run).toMatchObject({
      experiment_name: 'mlflow/test',
      status: 'killed',
      ended_at: 9_000
    });
    expect(run!.heard_at).toBeGreaterThanOrEqual(before + QUIET_PATIENCE);
    expect(await journal.read()).toEqual({ loss: [1, 2] });
    await journal.close();
  });

  it('is refused the whole batch when a param would change, if it wants so', async () => {
    const journal = await openRun(on);
    const param = (key: string, value: string) => ({ type: 'param', at: 1, key, value }) as const;
    await journal.log([begin, param('depth', '3')]);
    await journal.log([param('depth', '3')], true);
    await expect(
      journal.log([param('width', '1'), param('depth', '4'), point(1, 1)], true)
    ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('depth') });
    expect(await journal.params()).toMatchObject([{ key: 'depth', value: '3' }]);
    expect(await journal.read()).toEqual({});
    await journal.close();
  });

  it('says a point once that it sends again, however it comes', async () => {
    const journal = await openRun(on);
    await journal.log([begin, point(1, 1), point(1, 1)]);
    await journal.log([point(1, 1), point(2, 2)]);
    await journal.log([point(1, 1), point(1, 1, 7), point(3, 1)]);
    expect(await journal.read()).toEqual({ loss: [1, 2, 1, 3] });
    const many = Array.from({ length: 3_000 }, (_, index) => point(index, index + 3));
    await journal.log(many);
    await journal.log(many.slice(900, 1_100));
    await journal.log([...many.slice(2_900), point(9, 9_000)]);
    expect((await journal.read()).loss).toHaveLength(4 + 3_000 + 1);
    await journal.close();
  });
});
