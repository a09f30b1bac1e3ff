import { AtelierError } from '@atelier-ml/api';
import type { Workspace } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Changes } from '../system/index.ts';
import { createWorkspaceStore } from './workspaces.store.ts';
import type { WorkspaceRow } from './workspaces.store.ts';

/** `~` names the workspace that the user has made active. */
const ACTIVE = '~';

/** Counts what an area keeps in a workspace; `what` is the plural, e.g. `datasets`. */
export interface WorkspaceContent {
  what: string;
  count(queries: Queries, workspaceId: string): Promise<number>;
}

interface ListOptions {
  search?: string;
  limit: number;
  cursor?: string;
}

export type Workspaces = Awaited<ReturnType<typeof createWorkspaces>>;

export interface WorkspacesOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
}

/** Must be made after the migrations have run: it makes the `default` workspace if there is none. */
export async function createWorkspaces({ changes, clock, database }: WorkspacesOptions) {
  const store = createWorkspaceStore(database.queries);
  const contents: WorkspaceContent[] = [];
  if (!(await store.findDefault())) {
    const row = newRow('default', 'Where you start', clock());
    await store.insert({ ...row, is_default: 1 });
  }

  async function findActive(user: User): Promise<WorkspaceRow> {
    return (await store.findActive(user.username))!;
  }

  async function resolve(reference: string, user: User): Promise<WorkspaceRow> {
    const found = reference === ACTIVE ? await findActive(user) : await store.find(reference);
    if (!found) {
      throw new AtelierError('not-found', `There is no workspace “${reference}”.`, {
        remedy: 'Look at the list of workspaces; it may have been renamed or deleted.'
      });
    }
    return found;
  }

  const presentFor = async (user: User): Promise<(row: WorkspaceRow) => Workspace> => {
    const active = await findActive(user);
    return row => ({
      id: row.id,
      name: row.name,
      description: row.description,
      active: row.id === active.id,
      createdAt: row.created_at,
      updatedAt: row.updated_at
    });
  };

  return {
    /** The workspace that a path names by id, name or `~`. @throws `not-found` */
    async resolve(reference: string, user: User): Promise<{ id: string; name: string }> {
      const { id, name } = await resolve(reference, user);
      return { id, name };
    },
    /** Areas say what they keep, so that only an empty workspace can be deleted. */
    addContent(content: WorkspaceContent): void {
      contents.push(content);
    },
    async list({ cursor, limit, search }: ListOptions, user: User) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = await store.list({ search, after, limit: limit + 1 });
      const { nextCursor, rows } = cutPage(found, limit, row => row.name);
      const present = await presentFor(user);
      return { items: rows.map(present), total: await store.count(search), nextCursor };
    },
    async get(reference: string, user: User): Promise<Workspace> {
      const row = await resolve(reference, user);
      return (await presentFor(user))(row);
    },
    async create(input: { name: string; description: string }, user: User): Promise<Workspace> {
      const row = newRow(input.name, input.description, clock());
      await naming('workspace', input.name, () =>
        changes.commit(async (queries, announce) => {
          await createWorkspaceStore(queries).insert(row);
          announce(changeOf(row, 'created'));
        })
      );
      return (await presentFor(user))(row);
    },
    async update(
      reference: string,
      input: { name?: string; description?: string },
      user: User
    ): Promise<Workspace> {
      const before = await resolve(reference, user);
      const row = { ...before, ...input, updated_at: clock() };
      if (before.is_default && row.name !== before.name) {
        throw new AtelierError('in-use', 'The default workspace keeps its name.', {
          remedy: 'Create another workspace under the name that you want.'
        });
      }
      await naming('workspace', row.name, () =>
        changes.commit(async (queries, announce) => {
          await createWorkspaceStore(queries).update(row.id, row);
          announce(changeOf(row, 'updated'));
        })
      );
      return (await presentFor(user))(row);
    },
    async activate(reference: string, user: User): Promise<Workspace> {
      const row = await resolve(reference, user);
      await changes.commit(async (queries, announce) => {
        await createWorkspaceStore(queries).activate(user.username, row.id, clock());
        announce(changeOf(row, 'updated'));
      });
      return (await presentFor(user))(row);
    },
    async delete(reference: string, user: User): Promise<void> {
      const row = await resolve(reference, user);
      if (row.is_default) {
        throw new AtelierError('in-use', 'The default workspace cannot be deleted.', {
          remedy: 'Delete what lies in it, or work in another one.'
        });
      }
      await changes.commit(async (queries, announce) => {
        await refuseFull(queries, row, contents);
        await createWorkspaceStore(queries).delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
    }
  };
}

function newRow(name: string, description: string, now: number): WorkspaceRow {
  return { id: newId(), name, description, is_default: 0, created_at: now, updated_at: now };
}

function changeOf(row: WorkspaceRow, action: 'created' | 'updated' | 'deleted') {
  return {
    kind: 'workspace',
    action,
    workspaceId: row.id,
    subjectId: row.id,
    name: row.name
  } as const;
}

async function refuseFull(
  queries: Queries,
  row: WorkspaceRow,
  contents: WorkspaceContent[]
): Promise<void> {
  const held: string[] = [];
  for (const { count, what } of contents) {
    const number = await count(queries, row.id);
    if (number) {
      held.push(`${number} ${what}`);
    }
  }
  if (held.length) {
    throw new AtelierError('in-use', `The workspace “${row.name}” holds ${held.join(', ')}.`, {
      remedy: 'Delete these first.'
    });
  }
}
