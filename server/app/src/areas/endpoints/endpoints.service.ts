import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import type { Endpoint, EndpointStatistics, ScoreRequest, ScoreResponse } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { Scoring } from '../../drivers/scoring/scoring.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { openKeyVault } from '../../key-vault.ts';
import { naming } from '../../naming.ts';
import type { Models } from '../models/index.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createCallers } from './callers.ts';
import { createDataPlane, notRunning } from './data-plane.ts';
import { createEndpointStore } from './endpoints.store.ts';
import type { EndpointView } from './endpoints.store.ts';
import { createForwarding } from './forwarding.ts';
import { presentEndpoint } from './presentation.ts';
import { createReporter } from './reporter.ts';
import { createServings } from './servings.ts';
import { createTraffic } from './traffic.ts';

/** An endpoint as a path names it. */
interface Place {
  workspace: string;
  endpoint: string;
}

export interface EndpointsOptions {
  /** The data folder. */
  data: string;
  database: Database;
  changes: Changes;
  clock: Clock;
  storage: Storage;
  scoring: Scoring;
  workspaces: Workspaces;
  models: Models;
}

export type Endpoints = Awaited<ReturnType<typeof createEndpoints>>;

export async function createEndpoints(options: EndpointsOptions) {
  const { changes, clock, data, database, models, scoring, storage, workspaces } = options;
  const store = createEndpointStore(database.queries);
  const vault = await openKeyVault(join(data, 'endpoint-keys.secret'));
  const forwarding = createForwarding();
  const report = createReporter({ changes, store, isCurrent: id => servings.get(id) });
  const servings = createServings({
    folder: join(data, 'endpoints'),
    scoring,
    storage,
    clock,
    onChange: report.changed
  });
  const traffic = createTraffic({ changes, clock, models, report, servings });
  const callers = createCallers({ store, vault, servings, clock });
  models.addUse((queries, modelId, version) =>
    createEndpointStore(queries).servedBy(modelId, version)
  );
  workspaces.addContent({
    what: 'endpoints',
    count: (queries, workspaceId) => createEndpointStore(queries).count(workspaceId)
  });

  const present = (row: EndpointView): Endpoint => presentEndpoint(row, servings.get(row.id));

  async function find({ endpoint, workspace }: Place, user: User): Promise<EndpointView> {
    const { id, name } = await workspaces.resolve(workspace, user);
    const row = await store.find(id, endpoint);
    if (!row) {
      throw new AtelierError('not-found', `There is no endpoint “${endpoint}” in “${name}”.`, {
        remedy: 'Look at the list of endpoints; it may have been deleted.'
      });
    }
    return row;
  }

  async function reread(id: string): Promise<EndpointView> {
    const row = await store.findById(id);
    if (!row) {
      throw new AtelierError('not-found', 'The endpoint was deleted meanwhile.', {
        remedy: 'Look at the list of endpoints.'
      });
    }
    return row;
  }

  /** Writes what the endpoint shall be. */
  async function want(row: EndpointView, wanted: 'running' | 'stopped'): Promise<void> {
    await changes.commit(async (queries, announce) => {
      await createEndpointStore(queries).update(row.id, { wanted, updated_at: clock() });
      announce(report.changeOf(row, 'updated'));
    });
  }

  return {
    dataPlane: createDataPlane({ find: callers.find, forwarding }),
    /** Starts again what shall be running; does not wait for it. */
    async resume(): Promise<void> {
      for (const row of await store.listWanted()) {
        void servings.inTurn(row.id, () => traffic.start(row)).catch(() => undefined);
      }
    },
    async stop(): Promise<void> {
      await servings.stop();
      await report.settle();
      forwarding.close();
    },
    async list(
      place: { workspace: string },
      { cursor, limit, search }: { cursor?: string; limit: number; search?: string },
      user: User
    ) {
      const workspaceId = (await workspaces.resolve(place.workspace, user)).id;
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = await store.list({ workspaceId, search, after, limit: limit + 1 });
      const { nextCursor, rows } = cutPage(found, limit, row => row.name);
      return {
        items: rows.map(present),
        total: await store.count(workspaceId, search),
        nextCursor
      };
    },
    async get(place: Place, user: User): Promise<Endpoint> {
      return present(await find(place, user));
    },
    async create(
      place: { workspace: string },
      input: { name: string; description: string; model: string },
      user: User
    ): Promise<Endpoint> {
      const workspace = await workspaces.resolve(place.workspace, user);
      const { model, version } = await traffic.findServable(workspace, input.model);
      const [id, deploymentId, now] = [newId(), newId(), clock()];
      const row = {
        id,
        workspace_id: workspace.id,
        name: input.name,
        description: input.description,
        encrypted_key: vault.encrypt(newKey(), id),
        wanted: 'running',
        deployment_id: deploymentId,
        created_at: now,
        updated_at: now
      };
      await naming('endpoint', input.name, () =>
        changes.commit(async (queries, announce) => {
          await models.hold(queries, model.id, version.version);
          const within = createEndpointStore(queries);
          await within.insert(row);
          await within.insertDeployment({
            id: deploymentId,
            endpoint_id: id,
            model_id: model.id,
            model_version: version.version,
            error: null,
            created_at: now,
            started_at: null
          });
          announce(report.changeOf(row, 'created'));
        })
      );
      await servings.inTurn(id, async () => traffic.start(await reread(id)));
      return present(await reread(id));
    },
    async update(
      place: Place,
      input: { description?: string; model?: string },
      user: User
    ): Promise<Endpoint> {
      const { id } = await find(place, user);
      await servings.inTurn(id, async () => {
        const row = await reread(id);
        if (input.model !== undefined) {
          await traffic.serveOther(row, input.model);
        }
        if (input.description !== undefined) {
          const { description } = input;
          await changes.commit(async (queries, announce) => {
            await createEndpointStore(queries).update(id, { description, updated_at: clock() });
            announce(report.changeOf(row, 'updated'));
          });
        }
      });
      return present(await reread(id));
    },
    async delete(place: Place, user: User): Promise<void> {
      const { id } = await find(place, user);
      await servings.inTurn(id, async () => {
        const row = await reread(id);
        await changes.commit(async (queries, announce) => {
          await createEndpointStore(queries).delete(id);
          announce(report.changeOf(row, 'deleted'));
        });
        callers.forget();
        await servings.place(id, undefined)?.stop();
        await servings.forget(id);
      });
    },
    async start(place: Place, user: User): Promise<Endpoint> {
      const { id } = await find(place, user);
      await servings.inTurn(id, async () => {
        const row = await reread(id);
        await want(row, 'running');
        const { state } = servings.get(id) ?? { state: 'stopped' };
        if (state !== 'running' && state !== 'starting') {
          await traffic.start(row);
        }
      });
      return present(await reread(id));
    },
    async stopOne(place: Place, user: User): Promise<Endpoint> {
      const { id } = await find(place, user);
      await servings.inTurn(id, async () => {
        await want(await reread(id), 'stopped');
        await servings.place(id, undefined)?.stop();
      });
      return present(await reread(id));
    },
    async key(place: Place, user: User): Promise<{ key: string }> {
      const row = await find(place, user);
      return { key: vault.decrypt(row.encrypted_key, row.id) };
    },
    async rotateKey(place: Place, user: User): Promise<{ key: string }> {
      const row = await find(place, user);
      const key = newKey();
      await changes.commit(async (queries, announce) => {
        await createEndpointStore(queries).update(row.id, {
          encrypted_key: vault.encrypt(key, row.id),
          updated_at: clock()
        });
        announce(report.changeOf(row, 'updated'));
      });
      callers.forget();
      return { key };
    },
    async logs(place: Place, lines: number, user: User): Promise<{ lines: string[] }> {
      const { id } = await find(place, user);
      return { lines: await servings.logOf(id).tail(lines) };
    },
    async statistics(place: Place, user: User): Promise<EndpointStatistics> {
      const { id } = await find(place, user);
      return servings.get(id)?.latencies.read() ?? NO_STATISTICS;
    },
    async test(
      place: Place,
      body: z.infer<typeof ScoreRequest>,
      user: User
    ): Promise<ScoreResponse> {
      const { id } = await find(place, user);
      const serving = servings.get(id);
      const way = serving?.enter();
      if (!serving || !way) {
        throw notRunning(serving);
      }
      const began = performance.now();
      let failed = true;
      try {
        const answer = await forwarding.score(way.socket, body);
        failed = false;
        return answer;
      } finally {
        way.leave();
        serving.latencies.record(performance.now() - began, failed);
      }
    }
  };
}

const newKey = (): string => randomBytes(32).toString('base64url');

const NO_STATISTICS: EndpointStatistics = {
  requests: 0,
  errors: 0,
  requestsPerSecond: 0,
  p50: null,
  p95: null,
  p99: null,
  timeline: []
};
