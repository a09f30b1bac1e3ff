import { agreed } from '@atelier-ml/shell';
import type { Dataset, DatasetVersion } from '@atelier-ml/api';
import { pathOf, routes } from '@atelier-ml/api';
import type {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { contentFields, nameOf } from './dataset-form.ts';

export const CommandIDs = {
  openPanel: 'datasets:open-panel',
  create: 'datasets:create-dataset',
  open: 'datasets:open-dataset',
  addVersion: 'datasets:add-version',
  edit: 'datasets:edit-dataset',
  download: 'datasets:download-version',
  delete: 'datasets:delete-dataset'
} as const;

/** What the area's parts work with; made once, in the plugin. */
export interface DatasetServices {
  client: IApiClient;
  events: IEventStream;
  scope: IWorkspaceScope;
  panels: IPanels;
  pages: IPages;
  notifier: INotifier;
  preferences: IPreferences;
  trans: TranslationBundle;
  commands: CommandRegistry;
}

/** Which dataset a command is about; `workspace` is the active one if left out. */
export interface DatasetArgs {
  [key: string]: string;
  id: string;
  name: string;
  workspace: string;
}

const string = (description: string) => ({ type: 'string', description });
const describe = (properties: ReadonlyJSONObject, required: string[] = []) => ({
  args: { type: 'object', properties, required }
});
const datasetArgs = describe(
  {
    id: string('Id or name of the dataset'),
    name: string('Name of the dataset, for titles and questions'),
    workspace: string('Id or name of its workspace; the active one if left out')
  },
  ['id']
);

/** Adds the commands of the area to Lab's registry. */
export function addCommands(services: DatasetServices): void {
  const { commands, trans, panels, pages, scope, client, notifier } = services;
  const target = (args: Partial<DatasetArgs>) => ({
    workspace: args.workspace ?? scope.reference,
    dataset: args.id ?? ''
  });

  commands.addCommand(CommandIDs.openPanel, {
    label: trans.__('Show Datasets'),
    icon: icons.datasets,
    describedBy: describe({}),
    execute: () => panels.open('datasets', 'datasets')
  });
  commands.addCommand(CommandIDs.create, {
    label: trans.__('New Dataset…'),
    caption: trans.__('Register a file as a dataset'),
    icon: icons.add,
    describedBy: describe({}),
    execute: async () => {
      const created = await createDataset(services);
      if (created) {
        pages.open('dataset', { id: created.id, name: created.name });
      }
    }
  });
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open Dataset'),
    icon: icons.open,
    describedBy: datasetArgs,
    execute: async args => {
      const dataset = await notifier.attempt(() =>
        client.api.datasets.get({ params: target(args as Partial<DatasetArgs>) })
      );
      if (dataset) {
        pages.open('dataset', { id: dataset.id, name: dataset.name });
      }
    }
  });
  commands.addCommand(CommandIDs.addVersion, {
    label: trans.__('Add Version…'),
    icon: icons.upload,
    describedBy: datasetArgs,
    execute: args => addVersion(services, args as DatasetArgs)
  });
  commands.addCommand(CommandIDs.edit, {
    label: trans.__('Edit Name and Description…'),
    icon: icons.edit,
    describedBy: datasetArgs,
    execute: args => editDataset(services, target(args as DatasetArgs))
  });
  commands.addCommand(CommandIDs.download, {
    label: trans.__('Download'),
    icon: icons.download,
    describedBy: datasetArgs,
    execute: args =>
      notifier.attempt(async () => {
        const params = { ...target(args as DatasetArgs), version: 'latest' as const };
        const version = await client.api.datasets.versions.get({ params });
        client.download(pathOf(routes.datasets.versions.content, { params }), version.filename);
      })
  });
  commands.addCommand(CommandIDs.delete, {
    label: trans.__('Delete Dataset'),
    icon: icons.delete,
    describedBy: datasetArgs,
    execute: async args => {
      const { id, name } = args as DatasetArgs;
      const isAgreed = await agreed(services, {
        title: trans.__('Delete “%1”?', name ?? id),
        body: trans.__('All its versions are deleted. Runs that used it keep their record of it.')
      });
      if (isAgreed) {
        await notifier.attempt(() =>
          client.api.datasets.delete({ params: target(args as DatasetArgs) })
        );
      }
    }
  });
}

function createDataset(services: DatasetServices): Promise<Dataset | null> {
  const { client, scope, trans } = services;
  return showFormDialog({
    trans,
    title: trans.__('New dataset'),
    accept: trans.__('Create'),
    fields: [
      ...contentFields(trans),
      {
        name: 'name',
        kind: 'text',
        label: trans.__('Name'),
        maximumLength: 128,
        help: trans.__('The name of the file if left empty.')
      },
      { name: 'description', kind: 'textarea', label: trans.__('Description') },
      { name: 'tags', kind: 'key-values', label: trans.__('Tags') }
    ],
    submit: async (values, { onProgress, signal }) => {
      const file = values.file as File;
      const { sha256 } = await client.upload(file, { onProgress, signal });
      return client.api.datasets.create({
        params: { workspace: scope.reference },
        body: {
          name: nameOf(values.name, file.name),
          description: String(values.description ?? ''),
          tags: (values.tags ?? {}) as Record<string, string>,
          content: { sha256, filename: file.name }
        },
        signal
      });
    }
  });
}

function addVersion(services: DatasetServices, args: DatasetArgs): Promise<DatasetVersion | null> {
  const { client, scope, trans } = services;
  return showFormDialog({
    trans,
    title: trans.__('New version of “%1”', args.name),
    accept: trans.__('Add'),
    fields: [
      ...contentFields(trans),
      { name: 'note', kind: 'textarea', label: trans.__('What has changed') }
    ],
    submit: async (values, { onProgress, signal }) => {
      const file = values.file as File;
      const { sha256 } = await client.upload(file, { onProgress, signal });
      return client.api.datasets.versions.create({
        params: { workspace: args.workspace ?? scope.reference, dataset: args.id },
        body: { sha256, filename: file.name, note: String(values.note ?? '') },
        signal
      });
    }
  });
}

async function editDataset(
  { client, notifier, trans }: DatasetServices,
  params: { workspace: string; dataset: string }
): Promise<void> {
  const dataset = await notifier.attempt(() => client.api.datasets.get({ params }));
  if (!dataset) {
    return;
  }
  await showFormDialog({
    trans,
    title: trans.__('Edit “%1”', dataset.name),
    accept: trans.__('Save'),
    fields: [
      { name: 'name', kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 },
      { name: 'description', kind: 'textarea', label: trans.__('Description') },
      { name: 'tags', kind: 'key-values', label: trans.__('Tags') }
    ],
    values: { name: dataset.name, description: dataset.description, tags: dataset.tags },
    submit: values =>
      client.api.datasets.update({
        params,
        body: {
          name: String(values.name),
          description: String(values.description ?? ''),
          tags: (values.tags ?? {}) as Record<string, string>
        }
      })
  });
}
