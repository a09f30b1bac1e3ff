import {
  IApiClient,
  IEventStream,
  IGuide,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import { icons } from '@atelier-ml/ui';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addCommands, CommandIDs } from './commands.ts';
import type { DatasetArgs } from './commands.ts';
import { createDatasetList } from './dataset-list.tsx';
import { datasetStep } from './guide.ts';

export const datasetsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:datasets',
  description: 'Registered data: a panel, pages with preview and statistics, and commands.',
  autoStart: true,
  requires: [IApiClient, IEventStream, IWorkspaceScope, IPanels, IPages, INotifier, IPreferences],
  optional: [IGuide, ILauncher, ICommandPalette, ITranslator],
  activate: (
    app,
    client: IApiClient,
    events: IEventStream,
    scope: IWorkspaceScope,
    panels: IPanels,
    pages: IPages,
    notifier: INotifier,
    preferences: IPreferences,
    guide: IGuide | null,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('atelier');
    const services = {
      client,
      events,
      scope,
      panels,
      pages,
      notifier,
      preferences,
      trans,
      commands: app.commands
    };
    addCommands(services);
    panels.add({ id: 'datasets', title: trans.__('Datasets'), icon: icons.datasets, rank: 600 });
    panels.addSection('datasets', {
      id: 'datasets',
      title: trans.__('Datasets'),
      rank: 1,
      actions: [{ command: CommandIDs.create }],
      createContent: () => createDatasetList(services)
    });
    pages.add<DatasetArgs>({
      name: 'dataset',
      icon: icons.datasets,
      title: args => args.name,
      key: args => args.id,
      load: async () => (await import('./pages/dataset-page.tsx')).createDatasetPage(services)
    });
    guide?.add(datasetStep(services));
    launcher?.add({ command: CommandIDs.create, category: trans.__('Atelier'), rank: 600 });
    for (const command of [CommandIDs.openPanel, CommandIDs.create]) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};
