import { AtelierError } from '@atelier-ml/api';
import type { Artifact, CellRuns, MetricSummary, RunDetail } from '@atelier-ml/api';
import { slicesOf } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Download, User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createCellRunsStore } from './cell-runs.store.ts';
import { changeOf } from './journal-batch.ts';
import { createRunDetailsStore } from './run-details.store.ts';
import { createRunPresenter } from './run-presenter.ts';
import { presentArtifact, presentCellRuns } from './runs.present.ts';
import { createRunStore } from './runs.store.ts';
import type { ListedRun } from './runs.store.ts';
import type { RunningRun } from './silence.ts';
import { statusOf } from './staleness.ts';

export interface RunsOptions {
  database: Database;
  storage: Storage;
  changes: Changes;
  clock: Clock;
  workspaces: Workspaces;
}

export type Runs = ReturnType<typeof createRuns>;

export function createRuns(options: RunsOptions) {
  const { changes, clock, database, storage, workspaces } = options;
  const store = createRunStore(database.queries);
  const presenter = createRunPresenter(database.queries);
  const details = createRunDetailsStore(database.queries);

  async function findIn(workspaceId: string, id: string): Promise<ListedRun> {
    const row = await store.find(id);
    if (row?.workspace_id !== workspaceId) {
      throw new AtelierError('not-found', 'There is no such run in this workspace.', {
        remedy: 'It may have been deleted, or lie in another workspace.'
      });
    }
    return row;
  }

  async function find(workspace: string, id: string, user: User): Promise<ListedRun> {
    return findIn((await workspaces.resolve(workspace, user)).id, id);
  }

  async function artifactOf(runId: string, path: string): Promise<Artifact> {
    const row = await details.artifact(runId, path);
    if (!row) {
      throw new AtelierError('not-found', `The run has no artifact “${path}”.`, {
        remedy: 'Look at the artifacts of the run; paths are case-sensitive.'
      });
    }
    return presentArtifact(row);
  }

  return {
    async get(workspace: string, id: string, user: User): Promise<RunDetail> {
      return presenter.detail(await find(workspace, id, user));
    },
    async update(
      workspace: string,
      id: string,
      { name, tags }: { name?: string; tags?: Record<string, string> },
      user: User
    ): Promise<RunDetail> {
      const row = await find(workspace, id, user);
      refuseDeleted(row);
      await changes.commit(async (queries, announce) => {
        const renamed = { name: name ?? row.name, updated_at: clock() };
        await createRunStore(queries).update(row.id, renamed);
        if (tags) {
          const own = createRunDetailsStore(queries);
          await own.deleteTags(row.id);
          await own.setTags(row, Object.entries(tags));
        }
        announce(changeOf({ ...row, ...renamed }, 'updated'));
      });
      return presenter.detail(await findIn(row.workspace_id, id));
    },
    async delete(workspace: string, id: string, user: User): Promise<void> {
      const row = await find(workspace, id, user);
      if (statusOf(row) === 'running') {
        throw new AtelierError('in-use', 'The run is still running.', {
          remedy: 'Wait until it has ended or stop it, then delete it.'
        });
      }
      await changes.commit(async (queries, announce) => {
        if (row.deleted_at === null) {
          const deleted = { deleted_at: clock(), deleted_by: user.username };
          await createRunStore(queries).update(row.id, deleted);
        }
        announce(changeOf(row, 'deleted'));
      });
    },
    async restore(workspace: string, id: string, user: User): Promise<RunDetail> {
      const row = await find(workspace, id, user);
      requireLivingExperiment(row);
      await changes.commit(async (queries, announce) => {
        await createRunStore(queries).update(row.id, { deleted_at: null });
        announce(changeOf(row, 'created'));
      });
      return presenter.detail(await findIn(row.workspace_id, id));
    },
    async artifact(workspace: string, id: string, path: string, user: User): Promise<Download> {
      const { mediaType, sha256, size } = await artifactOf(
        (await find(workspace, id, user)).id,
        path
      );
      const filename = path.split('/').at(-1)!;
      return { content: part => storage.read(sha256, part), size, mediaType, sha256, filename };
    },

    async ofCells(
      workspace: string,
      { cells, limit }: { cells: string[]; limit: number },
      user: User
    ): Promise<{ cells: CellRuns[] }> {
      const { id } = await workspaces.resolve(workspace, user);
      const found = await createCellRunsStore(database.queries).lastOf(id, cells, limit);
      return { cells: presentCellRuns(found) };
    },

    /** For the areas that build on runs: an artifact and the last values of the metrics. */
    async findArtifact(workspaceId: string, runId: string, path: string): Promise<Artifact> {
      return artifactOf((await findIn(workspaceId, runId)).id, path);
    },
    async findMetrics(workspaceId: string, runId: string): Promise<Record<string, MetricSummary>> {
      return (await presenter.all([await findIn(workspaceId, runId)]))[0]!.metrics;
    },

    /** Runs that are running, but for those that are known to be silent. */
    running: (): Promise<RunningRun[]> => store.running(),
    /** Marks those that were not heard of meanwhile as silent, and tells of them. */
    async markSilent(silent: readonly RunningRun[]): Promise<void> {
      for (const slice of slicesOf([...silent])) {
        await changes.commit(async (queries, announce) => {
          for (const run of slice) {
            const marked = await createRunStore(queries).markSilent(run);
            marked.forEach(row => announce(changeOf(row, 'updated')));
          }
        });
      }
    }
  };
}

function refuseDeleted(row: ListedRun): void {
  if ((row.deleted_at ?? row.experiment_deleted_at) !== null) {
    throw new AtelierError('run-deleted', `The run “${row.name}” lies in the trash.`, {
      remedy: 'Restore it first.'
    });
  }
}

function requireLivingExperiment(row: ListedRun): void {
  if (row.experiment_deleted_at !== null) {
    throw new AtelierError(
      'run-deleted',
      `The experiment “${row.experiment_name}” of the run lies in the trash.`,
      { remedy: 'Restore the experiment: its runs come back with it.' }
    );
  }
}
