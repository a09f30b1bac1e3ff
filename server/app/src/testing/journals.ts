import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '@atelier-ml/api';
import { pino } from 'pino';
import { createHistories, createJournal } from '../areas/experiments/index.ts';
import type { Journal, LooseEntry } from '../areas/experiments/index.ts';
import { createEvents } from '../areas/system/index.ts';
import { createWorkspaces } from '../areas/workspaces/index.ts';
import type { Database } from '../drivers/database/index.ts';
import { openLocalStorage } from '../drivers/storage/index.ts';
import { newId } from '../identity.ts';

const user = { username: 'local', name: '' };

/** The journal of a server without the server: two of them on one database are two servers. */
export interface TestJournal {
  journal: Journal;
  /** Logs entries as one who does not number them. */
  log(runId: string, entries: LooseEntry[], strictParams?: boolean): Promise<void>;
  /** Logs entries as one source of a run. */
  append(
    runId: string,
    source: string,
    entries: JournalEntry[],
    workspace?: string
  ): Promise<{ acknowledged: number }>;
  /** Values of the run's metrics as a reader sees them. */
  read(runId: string): Promise<Record<string, unknown[]>>;
  close(): Promise<void>;
}

export async function openJournal(database: Database): Promise<TestJournal> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-journal-'));
  const clock = Date.now;
  const changes = await createEvents({ database, clock });
  const workspaces = await createWorkspaces({ database, changes, clock });
  const storage = await openLocalStorage(folder);
  const log = pino({ level: 'silent' });
  const journal = createJournal({ database, storage, changes, clock, workspaces, log });
  const histories = createHistories({ queries: database.queries, workspaces });
  const workspaceId = (await workspaces.resolve('default', user)).id;
  await journal.recover();
  return {
    journal,
    log: (runId, entries, strictParams) =>
      journal.log({ workspaceId, runId, entries, strictParams }),
    append: (runId, source, entries, workspace = '~') =>
      journal.append({ workspace, user, runId, source, entries }),
    async read(runId) {
      await journal.settle();
      const query = { after: 0, maximumPoints: 100_000 };
      const { series } = await histories.history('default', runId, query, user);
      return Object.fromEntries(series.map(({ key, values }) => [key, values]));
    },
    async close() {
      await journal.stop();
      changes.stop();
      await rm(folder, { recursive: true });
    }
  };
}

/** The entries of one source of a new run: its start, then a point a step. */
export function buildEntries(steps: number): {
  run: string;
  source: string;
  entries: JournalEntry[];
} {
  const begin: JournalEntry = {
    seq: 1,
    at: 1_000,
    type: 'start',
    experiment: 'training',
    tags: {},
    environment: {}
  };
  const points = Array.from({ length: steps }, (_, index): JournalEntry => ({
    seq: index + 2,
    at: 1_000 + index,
    type: 'metric',
    key: 'loss',
    value: index + 1,
    step: index + 1
  }));
  return { run: newId(), source: newId(), entries: [begin, ...points] };
}
