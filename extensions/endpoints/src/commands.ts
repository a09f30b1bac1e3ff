import { agreed } from '@atelier-ml/shell';
import { confirm, icons } from '@atelier-ml/ui';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { createEndpoint, serveAnotherModel } from './endpoint-form.ts';
import type { EndpointArgs, EndpointServices } from './services.ts';

export const CommandIDs = {
  openPanel: 'endpoints:open-panel',
  create: 'endpoints:create-endpoint',
  open: 'endpoints:open-endpoint',
  update: 'endpoints:update-endpoint',
  start: 'endpoints:start-endpoint',
  stop: 'endpoints:stop-endpoint',
  rotateKey: 'endpoints:rotate-key',
  delete: 'endpoints:delete-endpoint'
} as const;

const string = (description: string) => ({ type: 'string', description });
const describe = (properties: ReadonlyJSONObject, required: string[] = []) => ({
  args: { type: 'object', properties, required }
});
const endpointArgs = describe(
  {
    id: string('Id or name of the endpoint'),
    name: string('Name of the endpoint, for titles and questions'),
    workspace: string('Id or name of its workspace; the active one if left out')
  },
  ['id']
);

/** Adds the commands of the area to Lab's registry. */
export function addCommands(services: EndpointServices): void {
  const { commands, trans, panels, pages, scope, client, notifier } = services;
  const params = (args: Partial<EndpointArgs>) => ({
    workspace: args.workspace ?? scope.reference,
    endpoint: args.id ?? ''
  });

  commands.addCommand(CommandIDs.openPanel, {
    label: trans.__('Show Endpoints'),
    icon: icons.endpoints,
    describedBy: describe({}),
    execute: () => panels.open('endpoints', 'endpoints')
  });
  commands.addCommand(CommandIDs.create, {
    label: trans.__('New Endpoint…'),
    caption: trans.__('Serve a registered model'),
    icon: icons.add,
    describedBy: describe({
      model: string('The model to serve: `name`, `name:3` or `name@production`')
    }),
    execute: async args => {
      const created = await createEndpoint(services, (args as { model?: string }).model);
      if (created) {
        pages.open('endpoint', { id: created.id, name: created.name });
      }
    }
  });
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open Endpoint'),
    icon: icons.open,
    describedBy: endpointArgs,
    execute: async args => {
      const endpoint = await notifier.attempt(() =>
        client.api.endpoints.get({ params: params(args as EndpointArgs) })
      );
      if (endpoint) {
        pages.open('endpoint', { id: endpoint.id, name: endpoint.name });
      }
    }
  });
  commands.addCommand(CommandIDs.update, {
    label: trans.__('Serve Another Model…'),
    icon: icons.models,
    describedBy: endpointArgs,
    execute: args => serveAnotherModel(services, params(args as EndpointArgs))
  });
  commands.addCommand(CommandIDs.start, {
    label: trans.__('Start'),
    icon: icons.play,
    describedBy: endpointArgs,
    execute: args =>
      notifier.attempt(() => client.api.endpoints.start({ params: params(args as EndpointArgs) }))
  });
  commands.addCommand(CommandIDs.stop, {
    label: trans.__('Stop'),
    icon: icons.stop,
    describedBy: endpointArgs,
    execute: args =>
      notifier.attempt(() => client.api.endpoints.stop({ params: params(args as EndpointArgs) }))
  });
  commands.addCommand(CommandIDs.rotateKey, {
    label: trans.__('New Key…'),
    icon: icons.key,
    describedBy: endpointArgs,
    execute: async args => {
      const isAgreed = await confirm({
        trans,
        title: trans.__('Make a new key?'),
        body: trans.__('The key that callers send now stops working at once.'),
        accept: trans.__('New key'),
        danger: true
      });
      if (isAgreed) {
        await notifier.attempt(() =>
          client.api.endpoints.rotateKey({ params: params(args as EndpointArgs) })
        );
      }
    }
  });
  commands.addCommand(CommandIDs.delete, {
    label: trans.__('Delete Endpoint'),
    icon: icons.delete,
    describedBy: endpointArgs,
    execute: async args => {
      const { id, name } = args as EndpointArgs;
      const isAgreed = await agreed(services, {
        title: trans.__('Delete “%1”?', name ?? id),
        body: trans.__('It stops answering, and its key and log are deleted. The model stays.')
      });
      if (isAgreed) {
        await notifier.attempt(() =>
          client.api.endpoints.delete({ params: params(args as EndpointArgs) })
        );
      }
    }
  });
}
