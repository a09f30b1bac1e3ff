import {
  IApiClient,
  IEventStream,
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
import { followAlerts } from './alerts.ts';
import { followKernelspecs } from './kernelspecs.ts';
import { addSizeCommands } from './size-commands.ts';
import { addSections } from './sections.ts';
import type { InstanceArgs } from './services.ts';

export const computePlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:compute',
  description: 'Where kernels run: this machine, compute instances and the kernels on them.',
  autoStart: true,
  requires: [IApiClient, IEventStream, IWorkspaceScope, IPanels, IPages, INotifier, IPreferences],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app,
    client: IApiClient,
    events: IEventStream,
    scope: IWorkspaceScope,
    panels: IPanels,
    pages: IPages,
    notifier: INotifier,
    preferences: IPreferences,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const { commands, serviceManager: jupyter } = app;
    const trans = (translator ?? nullTranslator).load('atelier');
    const services = {
      client,
      events,
      scope,
      panels,
      pages,
      notifier,
      preferences,
      jupyter,
      trans,
      commands
    };
    addCommands(services);
    addSizeCommands(services);
    addSections(services);
    followKernelspecs(events, jupyter);
    followAlerts(services);
    pages.add<InstanceArgs>({
      name: 'compute-instance',
      icon: icons.compute,
      title: args => args.name,
      key: args => args.id,
      load: async () => (await import('./pages/instance-page.tsx')).createInstancePage(services)
    });
    for (const command of [CommandIDs.openPanel, CommandIDs.create]) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};
