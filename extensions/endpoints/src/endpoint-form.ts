import type { Endpoint, Model } from '@atelier-ml/api';
import type { FieldSpec } from '@atelier-ml/ui';
import { showFormDialog } from '@atelier-ml/ui';
import type { EndpointServices } from './services.ts';

/** How a model can be named for serving: by its newest version, by alias, by number. */
export function modelReferences({ name, latest, aliases }: Model): string[] {
  const numbers = Array.from(
    { length: Math.min(latest.version, 20) },
    (_, i) => latest.version - i
  );
  return [
    ...Object.keys(aliases).map(alias => `${name}@${alias}`),
    ...numbers.map(version => `${name}:${version}`)
  ];
}

async function modelField(
  { client, trans }: EndpointServices,
  workspace: string,
  given?: string
): Promise<FieldSpec> {
  const models = await client.api.models.list({ params: { workspace }, query: { limit: 1000 } });
  const references = models.items
    .filter(model => model.latest.format === 'onnx')
    .flatMap(modelReferences);
  const options = [...new Set([...(given ? [given] : []), ...references])];
  if (options.length === 0) {
    throw new Error(
      trans.__('No ONNX model is registered in this workspace yet. Register one first.')
    );
  }
  return {
    name: 'model',
    kind: 'select',
    label: trans.__('Model'),
    required: true,
    options: options.map(value => ({ value, label: value })),
    help: trans.__(
      'An alias is looked up once, now: moving it later does not change what is served.'
    )
  };
}

/** Asks which model to serve under which name; answers when the endpoint is ready or has failed. */
export async function createEndpoint(
  services: EndpointServices,
  model?: string
): Promise<Endpoint | null> {
  const { client, scope, notifier, trans } = services;
  const workspace = scope.reference;
  const field = await notifier.attempt(() => modelField(services, workspace, model));
  if (!field) {
    return null;
  }
  return showFormDialog({
    trans,
    title: trans.__('New endpoint'),
    accept: trans.__('Deploy'),
    fields: [
      field,
      { name: 'name', kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 },
      { name: 'description', kind: 'textarea', label: trans.__('Description') }
    ],
    values: { model, name: model?.replace(/[:@].*$/, '') },
    submit: (values, { signal }) =>
      client.api.endpoints.create({
        params: { workspace },
        body: {
          name: String(values.name),
          description: String(values.description ?? ''),
          model: String(values.model)
        },
        signal
      })
  });
}

/** Asks for the model that an endpoint is to serve from now on. */
export async function serveAnotherModel(
  services: EndpointServices,
  params: { workspace: string; endpoint: string }
): Promise<void> {
  const { client, notifier, trans } = services;
  const loaded = await notifier.attempt(async () => ({
    endpoint: await client.api.endpoints.get({ params }),
    field: await modelField(services, params.workspace)
  }));
  if (loaded) {
    const { endpoint, field } = loaded;
    await showFormDialog({
      trans,
      title: trans.__('What “%1” serves', endpoint.name),
      accept: trans.__('Save'),
      fields: [field, { name: 'description', kind: 'textarea', label: trans.__('Description') }],
      values: {
        model: `${endpoint.deployment.modelName}:${endpoint.deployment.modelVersion}`,
        description: endpoint.description
      },
      submit: (values, { signal }) =>
        client.api.endpoints.update({
          params,
          body: { model: String(values.model), description: String(values.description ?? '') },
          signal
        })
    });
  }
}
