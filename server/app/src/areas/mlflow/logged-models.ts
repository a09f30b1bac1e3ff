import type { LoggedModel, mlflowRoutes } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { HandlersOf } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import { changeOf } from '../experiments/index.ts';
import type { Change } from '../system/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid, missing } from './errors.ts';
import { findExperiment, requireActive } from './experiments.ts';
import { createFiles } from './files.ts';
import { requireLoggedModel } from './logged-model-lookup.ts';
import { presentLoggedModels } from './logged-model-present.ts';
import { searchLoggedModels } from './logged-model-search.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import type { LoggedModelRow } from './logged-models.store.ts';
import { safePath } from './places.ts';
import { randomName } from './random-name.ts';
import { listed } from './run-present.ts';
import { createTrackingStore } from './tracking.store.ts';

type Pair = { key: string; value: string };

export function createLoggedModelHandlers(
  context: MlflowContext
): HandlersOf<typeof mlflowRoutes.loggedModels> {
  const { changes, clock, database, workspaceId } = context;
  const find = (id: string): Promise<LoggedModelRow> => requireLoggedModel(context, id);

  /** Whoever looks at the run sees what has become of its model. */
  async function announceRun(
    queries: Queries,
    runId: string | null,
    announce: (change: Change) => void
  ): Promise<void> {
    const [run] = runId ? await createTrackingStore(queries).runsOf([runId]) : [];
    if (run) {
      announce(changeOf(run, 'updated'));
    }
  }

  async function present(id: string): Promise<{ model: LoggedModel }> {
    const [model] = await presentLoggedModels(database.queries, [await find(id)]);
    return { model: model! };
  }

  /** Changes the row under a lock, so that two who set tags do not undo each other's. */
  async function change(
    id: string,
    changed: (row: LoggedModelRow) => Partial<LoggedModelRow>
  ): Promise<void> {
    await find(id);
    await changes.commit(async (queries, announce) => {
      const store = createLoggedModelStore(queries);
      const row = (await store.lock(id))!;
      await store.update(id, { updated_at: clock(), ...changed(row) });
      await announceRun(queries, row.source_run_id, announce);
    });
  }

  return {
    async create({ body }) {
      requireName(body.name);
      const experiment = await findExperiment(context, body.experiment_id);
      requireActive(experiment);
      const now = clock();
      const id = `m-${newId()}`;
      await changes.commit(async (queries, announce) => {
        await createLoggedModelStore(queries).insert({
          id,
          workspace_id: workspaceId,
          experiment_id: experiment.id,
          name: body.name || randomName(),
          model_type: body.model_type || null,
          source_run_id: body.source_run_id || null,
          status: 'LOGGED_MODEL_PENDING',
          params: merged('{}', body.params),
          tags: merged('{}', body.tags),
          created_at: now,
          updated_at: now,
          deleted_at: null
        });
        await announceRun(queries, body.source_run_id || null, announce);
      });
      return present(id);
    },
    search: ({ body }) => searchLoggedModels(context, body),
    get: ({ params }) => present(params.model_id),
    async finalize({ body, params }) {
      await change(params.model_id, () => ({ status: body.status }));
      return present(params.model_id);
    },
    async delete({ params, user }) {
      await change(params.model_id, () => ({
        deleted_at: clock(),
        deleted_by: user.username
      }));
      return {};
    },
    async setTags({ body, params }) {
      await change(params.model_id, row => ({ tags: merged(row.tags, body.tags) }));
      return present(params.model_id);
    },
    async deleteTag({ params: { model_id: id, tag_key: key } }) {
      await change(id, row => {
        const tags = JSON.parse(row.tags) as Record<string, string>;
        if (!Object.hasOwn(tags, key)) {
          throw missing(`No tag with key '${key}' found for model with ID '${id}'.`);
        }
        const left = Object.entries(tags).filter(([name]) => name !== key);
        return { tags: JSON.stringify(Object.fromEntries(left)) };
      });
      return {};
    },
    async logParams({ body, params }) {
      await change(params.model_id, row => ({ params: merged(row.params, body.params) }));
      return {};
    },
    async files({ params, query }) {
      const path = safePath(query.artifact_directory_path ?? '');
      const { id } = await find(params.model_id);
      const { model } = await present(id);
      const files = await createFiles(database.queries).list({
        owner: { kind: 'model', id },
        path
      });
      return { root_uri: model.info.artifact_uri, ...listed('files', files) };
    }
  };
}

function merged(text: string, pairs: readonly Pair[]): string {
  const before = Object.entries(JSON.parse(text) as Record<string, string>);
  const all = new Map([
    ...before,
    ...pairs.map(({ key, value }): [string, string] => [key, value])
  ]);
  return JSON.stringify(Object.fromEntries(all));
}

function requireName(name: string | undefined): void {
  if (name && /[/:.%"']/.test(name)) {
    throw invalid(
      `Invalid model name (${name}) provided. Model name must be a non-empty string and cannot ` +
        "contain the following characters: ('/', ':', '.', '%', '\"', \"'\")"
    );
  }
}
