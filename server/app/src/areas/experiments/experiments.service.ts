import { AtelierError } from '@atelier-ml/api';
import type { Experiment, View } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Change, Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createExperimentStore, DEFAULT_EXPERIMENT } from './experiments.store.ts';
import type { ExperimentRow } from './tables.ts';

export interface ExperimentsOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  workspaces: Workspaces;
}

interface ListOptions {
  search?: string;
  view: View;
  limit: number;
  cursor?: string;
}

const Position = z.tuple([z.number(), z.string()]);

export type Experiments = ReturnType<typeof createExperiments>;

export function createExperiments({ changes, clock, database, workspaces }: ExperimentsOptions) {
  const store = createExperimentStore(database.queries);
  workspaces.addContent({
    what: 'experiments',
    count: (queries, workspaceId) =>
      createExperimentStore(queries).count({ workspaceId, view: 'all' })
  });

  async function find(workspaceId: string, reference: string): Promise<ExperimentRow> {
    const row = await store.find(workspaceId, reference);
    if (!row) {
      throw new AtelierError('not-found', `There is no experiment “${reference}” here.`, {
        remedy: 'Look at the list of experiments; it may lie in another workspace.'
      });
    }
    return row;
  }

  async function present(rows: ExperimentRow[]): Promise<Experiment[]> {
    const ids = rows.map(row => row.id);
    const counts = await store.runCounts(ids);
    const tags = Map.groupBy(await store.tags(ids), tag => tag.experiment_id);
    return rows.map(row => ({
      id: row.id,
      workspaceId: row.workspace_id,
      name: row.name,
      description: row.description,
      number: row.number,
      tags: Object.fromEntries((tags.get(row.id) ?? []).map(({ key, value }) => [key, value])),
      runCount: counts.get(row.id)?.runs ?? 0,
      activeRunCount: counts.get(row.id)?.active ?? 0,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      deletedAt: row.deleted_at
    }));
  }

  async function create(
    workspaceId: string,
    input: { name: string; description: string }
  ): Promise<ExperimentRow> {
    const now = clock();
    return naming('experiment', input.name, () =>
      changes.commit(async (queries, announce) => {
        const row = await createExperimentStore(queries).insert({
          id: newId(),
          workspace_id: workspaceId,
          ...input,
          created_at: now,
          updated_at: now,
          deleted_at: null
        });
        announce(changeOf(row, 'created'));
        return row;
      })
    );
  }

  const presentOne = async (row: ExperimentRow): Promise<Experiment> => (await present([row]))[0]!;

  return {
    /** The id of an experiment that is named by id or name. @throws `not-found` */
    async resolve(workspaceId: string, reference: string): Promise<string> {
      return (await find(workspaceId, reference)).id;
    },
    async list(workspace: string, { cursor, limit, search, view }: ListOptions, user: User) {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const filter = { workspaceId, search, view };
      const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
      const found = await store.list(filter, limit + 1, after);
      const { nextCursor, rows } = cutPage(found, limit, row => [row.updated_at, row.id]);
      return { items: await present(rows), total: await store.count(filter), nextCursor };
    },
    async get(workspace: string, reference: string, user: User): Promise<Experiment> {
      const { id } = await workspaces.resolve(workspace, user);
      return presentOne(await find(id, reference));
    },
    async create(
      workspace: string,
      input: { name: string; description: string },
      user: User
    ): Promise<Experiment> {
      return presentOne(await create((await workspaces.resolve(workspace, user)).id, input));
    },
    async update(
      workspace: string,
      reference: string,
      { tags, ...input }: { name?: string; description?: string; tags?: Record<string, string> },
      user: User
    ): Promise<Experiment> {
      const { id } = await workspaces.resolve(workspace, user);
      const row = { ...(await find(id, reference)), ...input, updated_at: clock() };
      await naming('experiment', row.name, () =>
        changes.commit(async (queries, announce) => {
          const own = createExperimentStore(queries);
          await own.update(row.id, row);
          if (tags) {
            await own.setTags(row.id, tags);
          }
          announce(changeOf(row, 'updated'));
        })
      );
      return presentOne(row);
    },
    async delete(workspace: string, reference: string, user: User): Promise<void> {
      const { id } = await workspaces.resolve(workspace, user);
      const row = await find(id, reference);
      await changes.commit(async (queries, announce) => {
        const own = createExperimentStore(queries);
        const counts = await own.runCounts([row.id]);
        const active = counts.get(row.id)?.active ?? 0;
        if (active) {
          throw new AtelierError('in-use', `${active} runs of “${row.name}” are still running.`, {
            remedy: 'Wait for them or stop them, then delete the experiment.'
          });
        }
        if (row.deleted_at === null) {
          await own.update(row.id, { deleted_at: clock(), deleted_by: user.username });
        }
        announce(changeOf(row, 'deleted'));
      });
    },
    async restore(workspace: string, reference: string, user: User): Promise<Experiment> {
      const { id } = await workspaces.resolve(workspace, user);
      const row = await find(id, reference);
      await changes.commit(async (queries, announce) => {
        await createExperimentStore(queries).update(row.id, { deleted_at: null });
        announce(changeOf(row, 'created'));
      });
      return presentOne({ ...row, deleted_at: null });
    },
    /** By the number that MLflow knows it by; 0 is made when it is asked for first. */
    async getByNumber(workspaceId: string, number: number): Promise<Experiment> {
      const row = await store.findByNumber(workspaceId, number);
      if (row || number !== 0) {
        return presentOne(row ?? (await find(workspaceId, String(number))));
      }
      const input = { name: DEFAULT_EXPERIMENT, description: '' };
      return presentOne(await create(workspaceId, input));
    }
  };
}

function changeOf(row: ExperimentRow, action: Change['action']): Change {
  const { id, name, workspace_id: workspaceId } = row;
  return { kind: 'experiment', action, workspaceId, subjectId: id, name };
}
