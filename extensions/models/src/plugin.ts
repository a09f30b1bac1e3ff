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
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addCommands, CommandIDs } from './commands.ts';
import { modelStep } from './guide.ts';
import { createModelList } from './model-list.tsx';
import type { ModelArgs } from './services.ts';

export const modelsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:models',
  description: 'Registered models: a panel, pages a model with its versions, and commands.',
  autoStart: true,
  requires: [IApiClient, IEventStream, IWorkspaceScope, IPanels, IPages, INotifier, IPreferences],
  optional: [IGuide, ICommandPalette, ITranslator],
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
    panels.add({ id: 'models', title: trans.__('Models'), icon: icons.models, rank: 603 });
    panels.addSection('models', {
      id: 'models',
      title: trans.__('Registered models'),
      rank: 1,
      actions: [{ command: CommandIDs.register }],
      createContent: () => createModelList(services)
    });
    pages.add<ModelArgs>({
      name: 'model',
      icon: icons.models,
      title: args => args.name,
      key: args => args.id,
      load: async () => (await import('./pages/model-page.tsx')).createModelPage(services)
    });
    guide?.add(modelStep(services));
    for (const command of [CommandIDs.openPanel, CommandIDs.register]) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};
