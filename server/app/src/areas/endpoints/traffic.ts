import { AtelierError } from '@atelier-ml/api';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { Models } from '../models/index.ts';
import type { Changes } from '../system/index.ts';
import { createEndpointStore } from './endpoints.store.ts';
import type { EndpointView } from './endpoints.store.ts';
import type { createReporter } from './reporter.ts';
import type { Serving } from './serving.ts';
import type { createServings } from './servings.ts';

export interface TrafficOptions {
  changes: Changes;
  clock: Clock;
  models: Models;
  report: ReturnType<typeof createReporter>;
  servings: ReturnType<typeof createServings>;
}

/** Decides what takes the traffic of an endpoint. */
export function createTraffic({ changes, clock, models, report, servings }: TrafficOptions) {
  /** @throws `not-found`, or `unsupported-format` for what is not ONNX */
  async function findServable(workspace: { id: string; name: string }, reference: string) {
    const { model, version } = await models.findReference(workspace, reference);
    if (version.format !== 'onnx') {
      throw new AtelierError(
        'unsupported-format',
        `The model “${model.name}:${version.version}” is a plain file, which cannot be served.`,
        {
          remedy: 'Export it as ONNX, register that as a new version, and serve it.',
          fields: [{ path: 'body.model', message: 'is not ONNX' }]
        }
      );
    }
    return { model, version };
  }

  /** Starts the current deployment anew; resolves when it is ready or has failed. */
  async function start(row: EndpointView): Promise<void> {
    const serving = await servings.start(row);
    const before = servings.place(row.id, serving);
    await before?.stop();
    report.changed(row.id, serving);
    await serving.settled;
    await report.settle();
  }

  /** Starts the other version beside the present one, and moves the traffic once it is ready. */
  async function serveOther(row: EndpointView, reference: string): Promise<void> {
    const workspace = { id: row.workspace_id, name: row.workspace_name };
    const { model, version } = await findServable(workspace, reference);
    const deploymentId = newId();
    const next = {
      id: row.id,
      deployment_id: deploymentId,
      model_name: model.name,
      model_version: version.version,
      sha256: version.sha256
    };
    let serving: Serving | undefined;
    if (row.wanted === 'running') {
      serving = await servings.start(next);
      await serving.settled;
      if (serving.state !== 'running') {
        const { error } = serving;
        await serving.stop();
        throw new AtelierError(
          'deployment-failed',
          `“${model.name}:${version.version}” cannot be served: ${error}`,
          { remedy: 'The endpoint still serves what it did before. Its log tells more.' }
        );
      }
    }
    try {
      await changes.commit(async (queries, announce) => {
        await models.hold(queries, model.id, version.version);
        const within = createEndpointStore(queries);
        await within.insertDeployment({
          id: deploymentId,
          endpoint_id: row.id,
          model_id: model.id,
          model_version: version.version,
          error: null,
          created_at: clock(),
          started_at: serving?.startedAt ?? null
        });
        await within.update(row.id, { deployment_id: deploymentId, updated_at: clock() });
        announce(report.changeOf(row, 'updated'));
      });
    } catch (error) {
      await serving?.stop();
      throw error;
    }
    if (serving) {
      await servings.place(row.id, serving)?.stop();
    }
  }

  return { findServable, start, serveOther };
}
