import type { Changes } from '../system/index.ts';
import { createEndpointStore } from './endpoints.store.ts';
import type { Serving } from './serving.ts';

export interface ReporterOptions {
  changes: Changes;
  store: ReturnType<typeof createEndpointStore>;
  /** What takes the traffic of an endpoint now. */
  isCurrent(endpointId: string): Serving | undefined;
}

/** Writes down how deployments fare, and tells it to the readers of events. */
export function createReporter({ changes, isCurrent, store }: ReporterOptions) {
  let pending: Promise<unknown> = Promise.resolve();

  const changeOf = (
    row: { id: string; workspace_id: string; name: string },
    action: 'created' | 'updated' | 'deleted'
  ) =>
    ({
      kind: 'endpoint',
      action,
      workspaceId: row.workspace_id,
      subjectId: row.id,
      name: row.name
    }) as const;

  async function write(endpointId: string, serving: Serving): Promise<void> {
    const { deploymentId, error, startedAt } = serving;
    const row = await store.findById(endpointId);
    if (!row) {
      return;
    }
    await changes.commit(async (queries, announce) => {
      await createEndpointStore(queries).updateDeployment(deploymentId, {
        error,
        started_at: startedAt
      });
      announce(changeOf(row, 'updated'));
    });
  }

  return {
    changeOf,
    /** Of what does not take the traffic nobody is told. */
    changed(endpointId: string, serving: Serving): void {
      if (isCurrent(endpointId) === serving) {
        pending = pending
          .then(() => write(endpointId, serving))
          // It is news, not truth: the next change tells more.
          .catch(() => undefined);
      }
    },
    /** Resolves when all is written. */
    async settle(): Promise<void> {
      await pending;
    }
  };
}
