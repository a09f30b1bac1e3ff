import { AtelierError } from '@atelier-ml/api';
import type { Collection, TrashItem, TrashKind, TrashSelection } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { problemOf } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { References, TrashScope, TrashShelf } from '../../trash.ts';
import type { Change, Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createCollectionStore } from './collections.store.ts';
import type { CollectionRow } from './collections.store.ts';
import { createCollector, emptyProgress, subjectOf } from './collector.ts';
import type { CollectionWork } from './collector.ts';
import { createContentCheck } from './content-check.ts';
import { previewCollection } from './preview.ts';
import { createRetentionStore } from './retention.store.ts';
import { listShelves } from './shelves.ts';
import type { ShelfQuery } from './shelves.ts';

export interface TrashOptions {
  database: Database;
  storage: Storage;
  changes: Changes;
  clock: Clock;
  log: Logger;
  workspaces: Workspaces;
  shelves: readonly TrashShelf[];
  references: readonly References[];
  settle(): Promise<void>;
}

export interface CollectionRequest {
  selection: TrashSelection;
  graceMinutes: number;
}

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
/** Milliseconds of silence after which the server of a collection is taken to be gone. */
const SILENCE = 60_000;
const SHOWN = 20;

export type Trash = Awaited<ReturnType<typeof createTrash>>;

/** What was deleted: to be looked through, restored, or removed for good. */
export async function createTrash(options: TrashOptions) {
  const { changes, clock, database, shelves, storage, workspaces } = options;
  const check = createContentCheck(database.queries, options.references);
  const collector = createCollector({ ...options, check });
  const collections = createCollectionStore(database.queries);
  const retention = createRetentionStore(database.queries);
  if (database.kind === 'sqlite') {
    // There is no other server: what is under way was so when this one was killed.
    await collections.interrupt(Infinity, clock());
  }

  async function scopeOf(workspaceId: string, selection: TrashSelection): Promise<TrashScope> {
    switch (selection.type) {
      case 'items': {
        const byKind = Map.groupBy(selection.items, item => item.kind);
        const ids = new Map([...byKind].map(([kind, items]) => [kind, items.map(({ id }) => id)]));
        return { workspaceId, before: clock() + 1, ids };
      }
      case 'all':
        return { workspaceId, before: clock() + 1 };
      case 'expired': {
        const days = await retention.days(workspaceId);
        return { workspaceId, before: days === null ? 0 : clock() - days * DAY };
      }
      case 'content':
        return { workspaceId, before: 0, ids: new Map<TrashKind, string[]>() };
    }
  }

  async function workOf(workspaceId: string, request: CollectionRequest): Promise<CollectionWork> {
    return {
      scope: await scopeOf(workspaceId, request.selection),
      idleBefore: clock() - request.graceMinutes * MINUTE,
      chosenOnly: request.selection.type === 'items'
    };
  }

  async function insert(row: CollectionRow): Promise<void> {
    try {
      await changes.commit(async (queries, announce) => {
        const within = createCollectionStore(queries);
        await within.interrupt(clock() - SILENCE, clock());
        await within.insert(row);
        announce({ ...subjectOf(row), action: 'created' });
      });
    } catch (cause) {
      if (problemOf(cause) !== 'unique') {
        throw cause;
      }
      throw new AtelierError('in-use', 'Another collection is under way.', {
        remedy: 'Wait until it has ended, or cancel it.',
        cause
      });
    }
  }

  async function begin(workspaceId: string, request: CollectionRequest, username: string) {
    const now = clock();
    const row: CollectionRow = {
      id: newId(),
      workspace_id: workspaceId,
      selection: request.selection.type,
      state: 'running',
      started_by: username,
      started_at: now,
      heard_at: now,
      ended_at: null,
      cancelled: 0,
      progress: JSON.stringify(emptyProgress()),
      error: null
    };
    const work = await workOf(workspaceId, request);
    await insert(row);
    return { row, done: collector.begin(row, work) };
  }

  async function findCollection(workspace: string, id: string, user: User): Promise<Collection> {
    const { id: workspaceId } = await workspaces.resolve(workspace, user);
    const row = await collections.find(workspaceId, id);
    if (!row) {
      throw new AtelierError('not-found', 'There is no such collection in this workspace.', {
        remedy: 'Look at the list of its collections.'
      });
    }
    return present(row);
  }

  return {
    async list(workspace: string, query: ShelfQuery, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const days = await retention.days(workspaceId);
      const { items, ...page } = await listShelves(shelves, workspaceId, query);
      const withEnd = items.map(item => ({
        ...item,
        purgedAt: days === null ? null : item.deletedAt + days * DAY
      }));
      return { items: withEnd, ...page, retention: { days } };
    },
    async restore(workspace: string, items: Pick<TrashItem, 'kind' | 'id'>[], user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const result = { restored: 0, refused: [] as ((typeof items)[0] & { message: string })[] };
      // Runs of an experiment that is among them can come back once it is there.
      for (const shelf of shelves) {
        for (const item of items.filter(({ kind }) => kind === shelf.kind)) {
          const message = await shelf.restore(workspaceId, item.id);
          if (message === undefined) {
            result.restored++;
          } else {
            result.refused.push({ ...item, message });
          }
        }
      }
      if (result.restored) {
        // Not every kind has news of its own.
        await changes.commit(async (_queries, announce) => announce(newsOf(workspaceId)));
      }
      return result;
    },
    async preview(workspace: string, request: CollectionRequest, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const work = await workOf(workspaceId, request);
      return previewCollection({ shelves, check, storage }, work);
    },
    async collect(workspace: string, request: CollectionRequest, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      return present((await begin(workspaceId, request, user.username)).row);
    },
    async collections(workspace: string, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      return { items: (await collections.last(workspaceId, SHOWN)).map(present) };
    },
    collection: findCollection,
    async cancel(workspace: string, id: string, user: User): Promise<Collection> {
      await findCollection(workspace, id, user);
      await collections.cancel(id);
      return findCollection(workspace, id, user);
    },
    async retention(workspace: string, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      return { days: await retention.days(workspaceId) };
    },
    async setRetention(workspace: string, days: number | null, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      await changes.commit(async (queries, announce) => {
        await createRetentionStore(queries).set(workspaceId, days);
        announce(newsOf(workspaceId));
      });
      return { days };
    },
    /** Removes what has lain in any trash for too long, and, after a while, what nothing refers to. */
    async sweep({ wholeEvery, graceMinutes }: { wholeEvery: number; graceMinutes: number }) {
      const all = await retention.workspaces();
      const due: string[] = [];
      for (const workspaceId of all) {
        const scope = await scopeOf(workspaceId, { type: 'expired' });
        for (const shelf of shelves) {
          if (!due.includes(workspaceId) && (await shelf.holds(scope))) {
            due.push(workspaceId);
          }
        }
      }
      for (const workspaceId of due) {
        const selection: TrashSelection = { type: 'expired' };
        await (
          await begin(workspaceId, { selection, graceMinutes }, SWEEPER)
        ).done;
      }
      if (!due.length && clock() - (await collections.lastWhole()) > wholeEvery) {
        const selection: TrashSelection = { type: 'content' };
        await (
          await begin(all[0]!, { selection, graceMinutes }, SWEEPER)
        ).done;
      }
    },
    stop: () => collector.stop()
  };
}

const SWEEPER = 'atelier';

/** That the trash of a workspace looks otherwise now. */
const newsOf = (workspaceId: string): Change => ({
  kind: 'trash',
  action: 'updated',
  workspaceId,
  subjectId: workspaceId,
  name: ''
});

function present(row: CollectionRow): Collection {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    selection: row.selection,
    state: row.state,
    startedBy: row.started_by,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    error: row.error,
    ...(JSON.parse(row.progress) as ReturnType<typeof emptyProgress>)
  };
}
