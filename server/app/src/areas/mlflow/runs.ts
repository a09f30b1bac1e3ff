import type { mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import {
  changeOf,
  createJournalStore,
  createRunDetailsStore,
  QUIET_PATIENCE
} from '../experiments/index.ts';
import type { ListedRun, RunRow } from '../experiments/index.ts';
import type { MlflowContext } from './context.ts';
import { findExperiment, requireActive } from './experiments.ts';
import { invalid, missing } from './errors.ts';
import { createLoggingHandlers } from './logging.ts';
import { randomName } from './random-name.ts';
import { presentInfo, presentRuns, TAG } from './run-present.ts';
import { searchRuns } from './run-search.ts';
import { courseOf } from './run-tags.ts';
import type { RunWrite } from './run-writer.ts';
import { createTrackingStore } from './tracking.store.ts';
import { keptTag } from './validation.ts';

const LONGEST_NAME = 8_000;

/** The run, in the trash or not. @throws MlflowError `RESOURCE_DOES_NOT_EXIST` */
export async function findRun(
  { database, workspaceId }: Pick<MlflowContext, 'database' | 'workspaceId'>,
  id: string
): Promise<ListedRun> {
  const [row] = await createTrackingStore(database.queries).runsOf([id]);
  if (row?.workspace_id !== workspaceId) {
    throw missing(`Run with id=${id} not found`);
  }
  return row;
}

/** Language and version of the client, as far as it says. */
function environmentOf(userAgent = ''): Record<string, string> {
  const version = /^mlflow-python-client\/(\S{1,64})/.exec(userAgent)?.[1];
  return version ? { language: 'python', mlflow: version } : {};
}

export function createRunHandlers(context: MlflowContext): HandlersOf<typeof mlflowRoutes.runs> {
  const { changes, clock, database, workspaceId, write } = context;

  async function get(id: string) {
    const [run] = await presentRuns(database.queries, [await findRun(context, id)]);
    return { run: run! };
  }

  async function insert(row: RunRow, tags: Map<string, string>): Promise<void> {
    await changes.commit(async (queries, announce) => {
      const store = createJournalStore(queries, database.kind);
      await store.insertRun(row);
      await createRunDetailsStore(queries).setTags(row, tags);
      await store.touchExperiment(row.experiment_id, row.updated_at);
      announce(changeOf(row, 'created'));
    });
  }

  return {
    ...createLoggingHandlers(context),
    async create({ body, userAgent }) {
      const experiment = await findExperiment(context, body.experiment_id);
      requireActive(experiment);
      const tags = new Map(body.tags.map(tag => [tag.key, keptTag(tag).value]));
      const named = tags.get(TAG.name);
      if (body.run_name && named && body.run_name !== named) {
        throw invalid(
          "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different " +
            `values (run_name='${body.run_name}', mlflow.runName='${named}').`
        );
      }
      const name = (body.run_name || named || randomName()).slice(0, LONGEST_NAME);
      tags.set(TAG.name, name);
      const now = clock();
      const row: RunRow = {
        id: newId(),
        workspace_id: workspaceId,
        experiment_id: experiment.id,
        status: 'running',
        error: null,
        parent_id: null,
        user_name: body.user_id?.slice(0, 250) || null,
        notebook: null,
        forked_from_run: null,
        forked_from_step: null,
        environment: JSON.stringify(environmentOf(userAgent)),
        started_at: Math.max(0, body.start_time ?? now),
        ended_at: null,
        updated_at: now,
        heard_at: now + QUIET_PATIENCE,
        last_position: 0,
        deleted_at: null,
        ...courseOf([...tags].map(([key, value]) => ({ key, value }))),
        name
      };
      await insert(row, tags);
      return get(row.id);
    },
    get: ({ query }) => get(query.run_id),
    async update({ body }) {
      const { run_id: runId } = body;
      await write(runId, async run => {
        if (body.run_name) {
          const name = body.run_name.slice(0, LONGEST_NAME);
          await createRunDetailsStore(run.queries).setTags(run.run, [[TAG.name, name]]);
          run.changes.name = name;
        }
        Object.assign(run.changes, statusAfter(run, body.status, body.end_time));
        run.news = true;
      });
      const row = await findRun(context, runId);
      const experiment = await findExperimentOf(context, row);
      return { run_info: presentInfo(row, experiment) };
    },
    async delete({ body, user }) {
      await write(
        body.run_id,
        async run => {
          run.changes.deleted_at = run.run.deleted_at ?? run.now;
          if (run.run.deleted_at === null) {
            run.changes.deleted_by = user.username;
          }
          run.news = true;
        },
        { deletedToo: true }
      );
      return {};
    },
    async restore({ body }) {
      await write(
        body.run_id,
        async run => {
          run.changes.deleted_at = null;
          run.news = true;
        },
        { deletedToo: true }
      );
      return {};
    },
    search: async ({ body }) => searchRuns(context, body)
  };
}

async function findExperimentOf({ database }: MlflowContext, { experiment_id }: RunRow) {
  const [row] = await createTrackingStore(database.queries).experimentsOf([experiment_id]);
  return row!;
}

/** `SCHEDULED` is not told from running: to Atelier a run begins when it is made. */
function statusAfter(
  { now, run }: Pick<RunWrite, 'now' | 'run'>,
  status: string | undefined,
  endTime: number | undefined
): Partial<RunRow> {
  const ended = endTime === undefined ? undefined : Math.max(0, endTime);
  switch (status) {
    case undefined:
      return ended === undefined ? {} : { ended_at: ended };
    case 'RUNNING':
    case 'SCHEDULED':
      return { status: 'running', error: null, ended_at: ended ?? null };
    default:
      return {
        status: status.toLowerCase() as RunRow['status'],
        ended_at: ended ?? run.ended_at ?? now
      };
  }
}
