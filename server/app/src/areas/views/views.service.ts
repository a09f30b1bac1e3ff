import { AtelierError } from '@atelier-ml/api';
import type { SavedView } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Change, Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createViewStore } from './views.store.ts';
import type { ViewFilter, ViewRow } from './views.store.ts';

export interface ViewsOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  workspaces: Workspaces;
}

interface ListOptions extends Omit<ViewFilter, 'workspaceId'> {
  limit: number;
  cursor?: string;
}

type NewView = Pick<SavedView, 'name' | 'page' | 'subject' | 'state'>;

const Position = z.tuple([z.string(), z.string()]);

export type Views = ReturnType<typeof createViews>;

/** How pages were set up, under a name, for all who work in the workspace. */
export function createViews({ changes, clock, database, workspaces }: ViewsOptions) {
  const store = createViewStore(database.queries);
  workspaces.addContent({
    what: 'saved views',
    count: (queries, workspaceId) => createViewStore(queries).count({ workspaceId })
  });

  async function find(workspace: string, id: string, user: User): Promise<ViewRow> {
    const { id: workspaceId } = await workspaces.resolve(workspace, user);
    return (await store.find(workspaceId, id)) ?? missing();
  }

  return {
    async list(workspace: string, { cursor, limit, ...query }: ListOptions, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const filter = { workspaceId, ...query };
      const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
      const found = await store.list(filter, limit + 1, after);
      const { nextCursor, rows } = cutPage(found, limit, row => [row.name, row.id]);
      return { items: rows.map(present), total: await store.count(filter), nextCursor };
    },
    async get(workspace: string, id: string, user: User): Promise<SavedView> {
      return present(await find(workspace, id, user));
    },
    async create(workspace: string, { state, ...input }: NewView, user: User): Promise<SavedView> {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const now = clock();
      const row: ViewRow = {
        ...input,
        id: newId(),
        workspace_id: workspaceId,
        state: JSON.stringify(state),
        created_at: now,
        updated_at: now
      };
      await naming('view', row.name, () =>
        changes.commit(async (queries, announce) => {
          await createViewStore(queries).insert(row);
          announce(changeOf(row, 'created'));
        })
      );
      return present(row);
    },
    async update(
      workspace: string,
      id: string,
      { name, state }: Partial<Pick<SavedView, 'name' | 'state'>>,
      user: User
    ): Promise<SavedView> {
      const before = await find(workspace, id, user);
      const changed = {
        ...(name !== undefined && { name }),
        ...(state !== undefined && { state: JSON.stringify(state) }),
        updated_at: clock()
      };
      const after = await naming('view', name ?? before.name, () =>
        changes.commit(async (queries, announce) => {
          const row = (await createViewStore(queries).update(before.id, changed)) ?? missing();
          announce(changeOf(row, 'updated'));
          return row;
        })
      );
      return present(after);
    },
    async delete(workspace: string, id: string, user: User): Promise<void> {
      const row = await find(workspace, id, user);
      await changes.commit(async (queries, announce) => {
        await createViewStore(queries).delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
    }
  };
}

function missing(): never {
  throw new AtelierError('not-found', 'There is no such saved view in this workspace.', {
    remedy: 'It may have been deleted: look at the list of saved views.'
  });
}

function present(row: ViewRow): SavedView {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    page: row.page,
    subject: row.subject,
    state: JSON.parse(row.state) as SavedView['state'],
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}

function changeOf(row: ViewRow, action: Change['action']): Change {
  const { id, name, workspace_id: workspaceId } = row;
  return { kind: 'view', action, workspaceId, subjectId: id, name };
}
