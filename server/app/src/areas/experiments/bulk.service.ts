import { AtelierError } from '@atelier-ml/api';
import type { RunQuery } from '@atelier-ml/api';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Change, Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { changeOf } from './journal-batch.ts';
import { createRunDetailsStore } from './run-details.store.ts';
import { createRunStore } from './runs.store.ts';
import type { ListedRun } from './runs.store.ts';
import type { RunFinder } from './search/index.ts';
import { statusOf } from './staleness.ts';

export type BulkChange =
  { type: 'tag'; set: Record<string, string>; remove: string[] } | { type: 'delete' | 'restore' };

export type BulkSelection = { ids: string[] } | { query: RunQuery };

interface Refusal {
  id: string;
  name: string;
  message: string;
}

interface BulkResult {
  changed: number;
  refused: Refusal[];
}

export interface BulkOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  workspaces: Workspaces;
  finder: RunFinder;
}

/** Runs of one transaction: others get their turn between two. */
const CHUNK = 500;
/** Above it, readers are told of experiments and not of every run. */
const TOLD_ONE_BY_ONE = 1_000;
const REFUSALS_TOLD = 100;

export type Bulk = ReturnType<typeof createBulk>;

/** Changes many runs, in chunks of which each is stored whole or not at all. */
export function createBulk({ changes, clock, finder, workspaces }: BulkOptions) {
  async function idsOf(workspace: string, selection: BulkSelection, user: User): Promise<string[]> {
    return 'ids' in selection
      ? [...new Set(selection.ids)]
      : finder.idsOf(await finder.read(workspace, selection.query, user, QUERY_FILTER));
  }

  async function apply(
    queries: Queries,
    workspaceId: string,
    ids: string[],
    change: BulkChange,
    { username }: User
  ): Promise<{ rows: ListedRun[]; refused: Refusal[] }> {
    const found = await createRunStore(queries).findMany(workspaceId, ids);
    const refused: Refusal[] = missingOf(ids, found);
    const rows = found.filter(row => {
      const message = objectionTo(change, row);
      if (message) {
        refused.push({ id: row.id, name: row.name, message });
      }
      return message === undefined;
    });
    if (rows.length) {
      await store(queries, rows, change, { now: clock(), username });
    }
    return { rows, refused };
  }

  return async (
    workspace: string,
    { change, selection }: { change: BulkChange; selection: BulkSelection },
    user: User
  ): Promise<BulkResult> => {
    if (change.type === 'tag' && !change.remove.length && !Object.keys(change.set).length) {
      throw new AtelierError('invalid-input', 'No tag is named that should be set or removed.', {
        fields: [{ path: 'body.change', message: 'must set or remove a tag' }]
      });
    }
    const { id: workspaceId } = await workspaces.resolve(workspace, user);
    const ids = await idsOf(workspace, selection, user);
    const result: BulkResult = { changed: 0, refused: [] };
    for (let from = 0; from < ids.length; from += CHUNK) {
      const chunk = ids.slice(from, from + CHUNK);
      const { refused, rows } = await changes.commit(async (queries, announce) => {
        const done = await apply(queries, workspaceId, chunk, change, user);
        newsOf(done.rows, change, ids.length > TOLD_ONE_BY_ONE).forEach(announce);
        return done;
      });
      result.changed += rows.length;
      result.refused.push(...refused);
    }
    return { ...result, refused: result.refused.slice(0, REFUSALS_TOLD) };
  };
}

const QUERY_FILTER = 'body.selection.query.filter';

function missingOf(ids: string[], found: ListedRun[]): Refusal[] {
  const known = new Set(found.map(row => row.id));
  const message = 'There is no such run in this workspace.';
  return ids.filter(id => !known.has(id)).map(id => ({ id, name: '', message }));
}

/** Why a run is left as it is. */
function objectionTo({ type }: BulkChange, row: ListedRun): string | undefined {
  if (row.experiment_deleted_at !== null && type !== 'delete') {
    return `Its experiment “${row.experiment_name}” lies in the trash.`;
  }
  if (type === 'tag' && row.deleted_at !== null) {
    return 'It lies in the trash.';
  }
  if (type === 'delete' && statusOf(row) === 'running') {
    return 'It is still running.';
  }
  return undefined;
}

async function store(
  queries: Queries,
  rows: ListedRun[],
  change: BulkChange,
  { now, username }: { now: number; username: string }
): Promise<void> {
  const runs = createRunStore(queries);
  const ids = rows.map(row => row.id);
  switch (change.type) {
    case 'tag': {
      const details = createRunDetailsStore(queries);
      await details.removeTags(ids, change.remove);
      for (const row of rows) {
        await details.setTags(row, Object.entries(change.set));
      }
      await runs.updateMany(ids, { updated_at: now });
      break;
    }
    case 'delete': {
      // What lies in the trash keeps its time there.
      const fresh = rows.filter(row => row.deleted_at === null).map(row => row.id);
      await runs.updateMany(fresh, { deleted_at: now, deleted_by: username });
      break;
    }
    case 'restore':
      await runs.updateMany(ids, { deleted_at: null });
  }
}

const ACTIONS = { tag: 'updated', delete: 'deleted', restore: 'created' } as const;

function newsOf(rows: ListedRun[], { type }: BulkChange, many: boolean): Change[] {
  if (!many) {
    return rows.map(row => changeOf(row, ACTIONS[type]));
  }
  const byExperiment = new Map(rows.map(row => [row.experiment_id, row]));
  return [...byExperiment.values()].flatMap(row => [
    changeOf(row, ACTIONS[type]),
    {
      kind: 'experiment',
      action: 'updated',
      workspaceId: row.workspace_id,
      subjectId: row.experiment_id,
      name: row.experiment_name
    }
  ]);
}
