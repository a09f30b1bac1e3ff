import { AtelierError, toMetricValue } from '@atelier-ml/api';
import type { routes, RunModel } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { HandlersOf } from '../../http/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import type { LoggedModelMetricRow, LoggedModelRow } from './logged-models.store.ts';
import { createRegistryStore } from './registry.store.ts';
import { createTrackingStore } from './tracking.store.ts';

export interface RunModelsOptions {
  database: Database;
  storage: Storage;
  workspaces: Pick<Workspaces, 'resolve'>;
}

const STATUS: Record<string, RunModel['status']> = {
  LOGGED_MODEL_READY: 'ready',
  LOGGED_MODEL_UPLOAD_FAILED: 'failed'
};

/** Logged models as the studio's own interface tells them. */
export function createLoggedModelRoutes({
  database: { queries },
  storage,
  workspaces
}: RunModelsOptions): HandlersOf<typeof routes.loggedModels> {
  const store = createLoggedModelStore(queries);

  async function present(rows: LoggedModelRow[], made: Set<string>): Promise<RunModel[]> {
    const ids = rows.map(row => row.id);
    const metrics = Map.groupBy(await store.metricsOf(ids), metric => metric.model_id);
    const registrations = Map.groupBy(
      await createRegistryStore(queries).registrationsOf(ids),
      version => version.logged_model_id!
    );
    const files = Map.groupBy(await store.filesOf(ids), file => file.model_id);
    return rows.map(row => ({
      id: row.id,
      name: row.name,
      type: row.model_type,
      status: STATUS[row.status] ?? 'pending',
      use: made.has(row.id) ? 'made' : 'used',
      createdAt: row.created_at,
      params: JSON.parse(row.params) as Record<string, string>,
      metrics: lastOf(metrics.get(row.id) ?? []),
      registrations: (registrations.get(row.id) ?? []).map(({ model_id, name, version }) => ({
        id: model_id,
        name,
        version
      })),
      files: (files.get(row.id) ?? []).map(({ path, size }) => ({ path, size }))
    }));
  }

  return {
    async ofRun({ params, user }) {
      const { id: workspaceId } = await workspaces.resolve(params.workspace, user);
      const tracking = createTrackingStore(queries);
      const [run] = await tracking.runsOf([params.run]);
      if (run?.workspace_id !== workspaceId) {
        throw new AtelierError('not-found', `There is no run “${params.run}”.`, {
          remedy: 'Look at the list of runs; it may have been deleted.'
        });
      }
      const linked = await tracking.modelsOf([run.id]);
      const rows = await store.ofRun(
        run.id,
        linked.map(link => link.model_id)
      );
      const made = new Set([
        ...linked.filter(link => link.direction === 'output').map(link => link.model_id),
        ...rows.filter(row => row.source_run_id === run.id).map(row => row.id)
      ]);
      return { items: await present(rows, made) };
    },
    async file({ params, user }) {
      const { id: workspaceId } = await workspaces.resolve(params.workspace, user);
      const row = await store.find(params.model);
      const isThere = row?.workspace_id === workspaceId && row.deleted_at === null;
      const file = isThere
        ? (await store.filesOf([params.model])).find(({ path }) => path === params.path)
        : undefined;
      if (!file) {
        throw new AtelierError('not-found', `There is no file “${params.path}” of this model.`, {
          remedy: 'Look at the models of its run.'
        });
      }
      const { media_type: mediaType, path, sha256, size } = file;
      return {
        content: part => storage.read(sha256, part),
        filename: path.split('/').at(-1)!,
        mediaType,
        sha256,
        size
      };
    }
  };
}

/** The last value of each metric on each dataset; rows come in the order of their times. */
function lastOf(rows: LoggedModelMetricRow[]): RunModel['metrics'] {
  const last = new Map(rows.map(row => [JSON.stringify([row.key, row.dataset_name]), row]));
  return [...last.values()].map(({ dataset_name: dataset, key, step, value }) => ({
    key,
    value: toMetricValue(value ?? NaN),
    step,
    dataset
  }));
}
