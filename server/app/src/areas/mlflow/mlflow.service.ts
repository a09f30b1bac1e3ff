import { mlflowRoutes } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import { register } from '../../http/index.ts';
import type { FrontHandler, HandlersOf, Registration } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Experiments, Journal } from '../experiments/index.ts';
import type { Models } from '../models/index.ts';
import type { Changes } from '../system/index.ts';
import type { PartUploads } from '../uploads/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createArtifactHandlers } from './artifacts.ts';
import type { MlflowContext } from './context.ts';
import { createExperimentHandlers } from './experiments.ts';
import { createMlflowFront } from './front.ts';
import type { Asked } from './front.ts';
import { createMetricHandlers } from './history.ts';
import { createLoggedModelHandlers } from './logged-models.ts';
import { createModelVersionHandlers } from './model-versions.ts';
import { createRegisteredModelHandlers } from './registered-models.ts';
import { createRunHandlers } from './runs.ts';
import { createRunWriter } from './run-writer.ts';
import { createTrackingStore } from './tracking.store.ts';

export interface MlflowOptions {
  database: Database;
  storage: Storage;
  changes: Changes;
  clock: Clock;
  experiments: Experiments;
  journal: Pick<Journal, 'log' | 'settle' | 'workspaceOf'>;
  models: Models;
  partUploads: PartUploads;
  workspaces: Workspaces;
  token: string;
}

/**
 * What the server can do, for clients that choose by it how to go about large files. Uploads in
 * parts are left to who asks for them: parts are written twice, one request for all is quicker.
 */
const SERVER_INFO = {
  store_type: 'SqlStore',
  workspaces_enabled: false,
  trace_archival_enabled: false,
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false
};

/** A workspace as an MLflow tracking server. */
export function createMlflow({ token, workspaces, ...shared }: MlflowOptions): FrontHandler {
  const served = new Map<string, ReadonlyMap<string, Registration>>();
  const store = createTrackingStore(shared.database.queries);

  function handlersIn(workspaceId: string): ReadonlyMap<string, Registration> {
    const context: MlflowContext = {
      ...shared,
      workspaceId,
      write: createRunWriter({ ...shared, workspaceId })
    };
    const handlers: HandlersOf<typeof mlflowRoutes> = {
      experiments: createExperimentHandlers(context),
      runs: createRunHandlers(context),
      metrics: createMetricHandlers(context),
      artifacts: createArtifactHandlers(context),
      registry: {
        models: createRegisteredModelHandlers(context),
        versions: createModelVersionHandlers(context)
      },
      loggedModels: createLoggedModelHandlers(context),
      serverInfo: async () => SERVER_INFO
    };
    return new Map(register('mlflow', mlflowRoutes, handlers).map(each => [each.name, each]));
  }

  /** The one that the path names; else that of the run; else the one that the user has active. */
  async function workspaceOf({ runId, user, workspace }: Asked): Promise<string> {
    const ofRun =
      workspace === undefined && runId !== undefined
        ? (shared.journal.workspaceOf(runId) ?? (await store.workspaceOfRun(runId)))
        : undefined;
    return ofRun ?? (await workspaces.resolve(workspace ?? '~', user)).id;
  }

  return createMlflowFront({
    token,
    beforeAnswer: async name => {
      // What logs points need not see those of others.
      if (!/^mlflow\.runs\.log(Metric|Batch)$/.test(name)) {
        await shared.journal.settle();
      }
    },
    async handlersOf(asked) {
      const id = await workspaceOf(asked);
      const handlers = served.get(id) ?? handlersIn(id);
      served.set(id, handlers);
      return handlers;
    }
  });
}
