import { pathOf, routes } from '@atelier-ml/api';
import { agreed } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { registerModel, registerVersion } from './register-model.ts';
import type { ModelArgs, ModelServices } from './services.ts';

export const CommandIDs = {
  openPanel: 'models:open-panel',
  register: 'models:register',
  registerVersion: 'models:register-version',
  open: 'models:open-model',
  edit: 'models:edit-model',
  setAlias: 'models:set-alias',
  download: 'models:download-version',
  deploy: 'models:deploy-version',
  deleteVersion: 'models:delete-version',
  delete: 'models:delete-model'
} as const;

/** Where a version is deployed; the area of endpoints has it. */
export const DEPLOY_COMMAND = 'endpoints:create-endpoint';

const string = (description: string) => ({ type: 'string', description });
const describe = (properties: ReadonlyJSONObject, required: string[] = []) => ({
  args: { type: 'object', properties, required }
});
const modelArgs = describe(
  {
    id: string('Id or name of the model'),
    name: string('Name of the model, for titles and questions'),
    workspace: string('Id or name of its workspace; the active one if left out'),
    version: string('Number or alias of a version; the newest if left out')
  },
  ['id']
);
const artifactArgs = describe({
  runId: string('Run whose artifact is registered; a file is asked for if left out'),
  path: string('Path of the artifact'),
  workspace: string('Id or name of the workspace; the active one if left out')
});

/** Adds the commands of the area to Lab's registry. */
export function addCommands(services: ModelServices): void {
  const { commands, trans, panels, pages, scope, client, notifier } = services;
  const params = (args: Partial<ModelArgs>) => ({
    workspace: args.workspace ?? scope.reference,
    model: args.id ?? ''
  });

  commands.addCommand(CommandIDs.openPanel, {
    label: trans.__('Show Models'),
    icon: icons.models,
    describedBy: describe({}),
    execute: () => panels.open('models', 'models')
  });
  commands.addCommand(CommandIDs.register, {
    label: trans.__('Register Model…'),
    caption: trans.__('Register a model file, or an artifact of a run'),
    icon: icons.add,
    describedBy: artifactArgs,
    execute: async args => {
      const { runId, path, workspace } = args as Record<string, string | undefined>;
      const artifact = runId && path ? { runId, path } : undefined;
      const model = await registerModel(services, workspace ?? scope.reference, artifact);
      if (model) {
        pages.open('model', { id: model.id, name: model.name });
      }
    }
  });
  commands.addCommand(CommandIDs.registerVersion, {
    label: trans.__('Register Version…'),
    icon: icons.upload,
    describedBy: modelArgs,
    execute: args => {
      const { id, name } = args as ModelArgs;
      return registerVersion(services, params(args as ModelArgs), name ?? id);
    }
  });
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open Model'),
    icon: icons.open,
    describedBy: modelArgs,
    execute: async args => {
      const model = await notifier.attempt(() =>
        client.api.models.get({ params: params(args as ModelArgs) })
      );
      if (model) {
        pages.open('model', { id: model.id, name: model.name });
      }
    }
  });
  commands.addCommand(CommandIDs.edit, {
    label: trans.__('Edit Name and Description…'),
    icon: icons.edit,
    describedBy: modelArgs,
    execute: args => editModel(services, params(args as ModelArgs))
  });
  commands.addCommand(CommandIDs.setAlias, {
    label: trans.__('Set Alias…'),
    icon: icons.tag,
    describedBy: modelArgs,
    execute: args => setAlias(services, params(args as ModelArgs), args as ModelArgs)
  });
  commands.addCommand(CommandIDs.download, {
    label: trans.__('Download'),
    icon: icons.download,
    describedBy: modelArgs,
    execute: args =>
      notifier.attempt(async () => {
        const { version = 'latest' } = args as Partial<ModelArgs>;
        const target = { ...params(args as ModelArgs), version };
        const { filename } = await client.api.models.versions.get({ params: target });
        client.download(pathOf(routes.models.versions.content, { params: target }), filename);
      })
  });
  commands.addCommand(CommandIDs.deploy, {
    label: trans.__('Deploy…'),
    icon: icons.endpoints,
    describedBy: modelArgs,
    isVisible: () => commands.hasCommand(DEPLOY_COMMAND),
    execute: args => {
      const { id, name, version } = args as ModelArgs;
      const model = version ? `${name ?? id}:${version}` : (name ?? id);
      return commands.execute(DEPLOY_COMMAND, { model });
    }
  });
  commands.addCommand(CommandIDs.deleteVersion, {
    label: trans.__('Delete Version'),
    icon: icons.delete,
    describedBy: modelArgs,
    execute: args => deleteVersion(services, params(args as ModelArgs), args as ModelArgs)
  });
  commands.addCommand(CommandIDs.delete, {
    label: trans.__('Delete Model'),
    icon: icons.delete,
    describedBy: modelArgs,
    execute: args => deleteModel(services, params(args as ModelArgs), args as ModelArgs)
  });
}

type Params = { workspace: string; model: string };

async function deleteModel(services: ModelServices, params: Params, args: ModelArgs) {
  const { client, notifier, trans } = services;
  const title = trans.__('Delete “%1”?', args.name ?? args.id);
  if (await agreed(services, { title, body: trans.__('All its versions are deleted.') })) {
    await notifier.attempt(() => client.api.models.delete({ params }));
  }
}

async function deleteVersion(services: ModelServices, params: Params, args: ModelArgs) {
  const { client, notifier, trans } = services;
  const { version } = args;
  const title = trans.__('Delete version %1 of “%2”?', version, args.name ?? args.id);
  if (await agreed(services, { title, body: trans.__('Its number is not used again.') })) {
    await notifier.attempt(() =>
      client.api.models.versions.delete({ params: { ...params, version } })
    );
  }
}

async function editModel({ client, notifier, trans }: ModelServices, params: Params) {
  const model = await notifier.attempt(() => client.api.models.get({ params }));
  if (model) {
    await showFormDialog({
      trans,
      title: trans.__('Edit “%1”', model.name),
      accept: trans.__('Save'),
      fields: [
        { name: 'name', kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 },
        { name: 'description', kind: 'textarea', label: trans.__('Description') },
        { name: 'tags', kind: 'key-values', label: trans.__('Tags') }
      ],
      values: { name: model.name, description: model.description, tags: model.tags },
      submit: values =>
        client.api.models.update({
          params,
          body: {
            name: String(values.name),
            description: String(values.description ?? ''),
            tags: (values.tags ?? {}) as Record<string, string>
          }
        })
    });
  }
}

async function setAlias(
  { client, notifier, trans }: ModelServices,
  params: Params,
  { version = 'latest' }: Partial<ModelArgs>
) {
  const target = await notifier.attempt(() =>
    client.api.models.versions.get({ params: { ...params, version } })
  );
  if (target) {
    await showFormDialog({
      trans,
      title: trans.__('Alias of version %1', target.version),
      accept: trans.__('Set'),
      fields: [
        {
          name: 'alias',
          kind: 'text',
          label: trans.__('Alias'),
          required: true,
          maximumLength: 64,
          placeholder: trans.__('production'),
          pattern: /^[a-zA-Z][a-zA-Z0-9_-]*$/,
          patternMessage: trans.__('Start with a letter; then letters, digits, - and _.'),
          help: trans.__('An alias that points at another version moves to this one.')
        }
      ],
      submit: values =>
        client.api.models.aliases.set({
          params: { ...params, alias: String(values.alias) },
          body: { version: target.version }
        })
    });
  }
}
