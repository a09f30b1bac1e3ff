import { AtelierError, hasCode } from '@atelier-ml/api';
import type { Endpoint as EndpointRecord } from '@atelier-ml/api';
import { displaySymbol, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';
import { Endpoint } from './endpoint.ts';

export interface DeployOptions {
  description?: string;
}

/** The endpoints of a workspace. */
export interface Endpoints {
  /**
   * Serves a model under a name and answers when it is ready. An endpoint of that name takes the
   * model over, and is started if it was stopped; its key and address stay.
   *
   * @param model `name`, `name:3`, `name@production`, or what `registerModel` and `model` answer
   * @throws AtelierError `deployment-failed` with the reason, `not-found` when there is no such model
   */
  deploy(
    name: string,
    model: string | { readonly reference: string },
    options?: DeployOptions
  ): Promise<Endpoint>;
  get(name: string): Promise<Endpoint>;
  list(search?: string): Promise<EndpointRecord[] & Displayable>;
}

export function createEndpoints(scope: WorkspaceScope): Endpoints {
  const { client } = scope;

  const find = async (name: string): Promise<EndpointRecord | undefined> => {
    try {
      return await client.endpoints.get({ params: { ...scope.params, endpoint: name } });
    } catch (error) {
      if (hasCode(error, 'not-found')) {
        return undefined;
      }
      throw error;
    }
  };

  const serve = async (name: string, model: string, { description }: DeployOptions) => {
    const existing = await find(name);
    if (!existing) {
      const body = { name, model, description };
      return client.endpoints.create({ params: scope.params, body });
    }
    const params = { ...scope.params, endpoint: existing.id };
    const updated = await client.endpoints.update({ params, body: { model, description } });
    return updated.state === 'stopped' || updated.state === 'failed'
      ? client.endpoints.start({ params })
      : updated;
  };

  return {
    async deploy(name, model, options = {}) {
      const reference = typeof model === 'string' ? model : model.reference;
      const record = await serve(name, reference, options);
      if (record.state === 'failed') {
        const reason = record.deployment.error ?? 'the process ended';
        throw new AtelierError('deployment-failed', `${reference} could not be served: ${reason}`, {
          remedy: `Read its logs: (await endpoint(${JSON.stringify(name)})).logs().`
        });
      }
      return new Endpoint(scope, record);
    },
    async get(name) {
      return new Endpoint(
        scope,
        await client.endpoints.get({ params: { ...scope.params, endpoint: name } })
      );
    },
    async list(search) {
      const { items } = await client.endpoints.list({
        params: scope.params,
        query: { search, limit: 1000 }
      });
      return Object.assign(items, { [displaySymbol]: () => listBundle(items) });
    }
  };
}

const listBundle = (items: readonly EndpointRecord[]) =>
  tableBundle({
    title: 'Endpoints',
    columns: ['name', 'state', 'model', 'path', 'description'],
    rows: items.map(({ name, state, deployment, scoringPath, description }) => [
      name,
      state,
      `${deployment.modelName}:${deployment.modelVersion}`,
      scoringPath,
      description
    ]),
    ...(items.length === 0 && { footer: 'There are none yet: deploy(name, model) makes one.' })
  });
