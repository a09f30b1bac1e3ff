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
import { createEndpointList } from './endpoint-list.tsx';
import { endpointStep } from './guide.ts';
import type { EndpointArgs } from './services.ts';

export const endpointsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:endpoints',
  description: 'Served models: a panel, pages with test form and figures, and commands.',
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
    panels.add({ id: 'endpoints', title: trans.__('Endpoints'), icon: icons.endpoints, rank: 604 });
    panels.addSection('endpoints', {
      id: 'endpoints',
      title: trans.__('Endpoints'),
      rank: 1,
      actions: [{ command: CommandIDs.create }],
      createContent: () => createEndpointList(services)
    });
    pages.add<EndpointArgs>({
      name: 'endpoint',
      icon: icons.endpoints,
      title: args => args.name,
      key: args => args.id,
      load: async () => (await import('./pages/endpoint-page.tsx')).createEndpointPage(services)
    });
    guide?.add(endpointStep(services));
    for (const command of [CommandIDs.openPanel, CommandIDs.create]) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};
