import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openLocalStorage } from '../../drivers/storage/index.ts';
import { newId } from '../../identity.ts';
import { describeOnEachDatabase } from '../../testing/index.ts';
import type { DatabaseCase } from '../../testing/index.ts';
import { createEvents } from '../system/index.ts';
import { createWorkspaces } from '../workspaces/index.ts';
import { createHistories } from './histories.service.ts';
import { createJournal } from './journal.service.ts';
import type { LooseEntry } from './journal-fold.ts';
import { createRunDetailsStore } from './run-details.store.ts';
import { createRunStore } from './runs.store.ts';
import { NEVER_SILENT } from './staleness.ts';

const user = { username: 'local', name: '' };
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) {
    await rm(folder, { recursive: true });
  }
});

async function openJournal(on: DatabaseCase) {
  const database = await on.openDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'atelier-journal-'));
  folders.push(folder);
  const clock = Date.now;
  const changes = await createEvents({ database, clock });
  const workspaces = await createWorkspaces({ database, changes, clock });
  const storage = await openLocalStorage(folder);
  const journal = createJournal({
    database,
    storage,
    changes,
    clock,
    workspaces,
    log: pino({ level: 'silent' })
  });
  const workspaceId = (await workspaces.resolve('default', user)).id;
  const runId = newId();
  const histories = createHistories({ queries: database.queries, workspaces });
  return {
    runId,
    workspaceId,
    database,
    log: (entries: LooseEntry[], strictParams = false) =>
      journal.log({ workspaceId, runId, entries, strictParams }),
    find: () => createRunStore(database.queries).find(runId),
    params: () => createRunDetailsStore(database.queries).params([runId]),
    async history() {
      await journal.settle();
      return histories.history('default', runId, { after: 0, maximumPoints: 1_000 }, user);
    }
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
  it('opens a run that never counts as silent, logs to it and ends it', async () => {
    const journal = await openJournal(on);
    await expect(journal.log([point(1, 1)])).rejects.toMatchObject({ code: 'not-found' });
    await journal.log([begin, { type: 'param', at: 1, key: 'depth', value: '3' }]);
    await journal.log([point(1, 1), point(2, 2)]);
    await journal.log([{ type: 'end', at: 9_000, status: 'killed' }]);
    expect(await journal.find()).toMatchObject({
      experiment_name: 'mlflow/test',
      status: 'killed',
      ended_at: 9_000,
      heard_at: NEVER_SILENT
    });
    expect((await journal.history()).series).toMatchObject([{ values: [1, 2], count: 2 }]);
  });

  it('is refused the whole batch when a param would change, if it wants so', async () => {
    const journal = await openJournal(on);
    const param = (key: string, value: string) => ({ type: 'param', at: 1, key, value }) as const;
    await journal.log([begin, param('depth', '3')]);
    await journal.log([param('depth', '3')], true);
    await expect(
      journal.log([param('width', '1'), param('depth', '4'), point(1, 1)], true)
    ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('depth') });
    expect(await journal.params()).toMatchObject([{ key: 'depth', value: '3' }]);
    expect((await journal.history()).series).toEqual([]);
  });
});
