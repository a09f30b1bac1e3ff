import {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IWorkspaceScope
} from '@atelier-ml/shell';
import { icons } from '@atelier-ml/ui';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addCommands, UsageCommands } from './commands.ts';
import { createUsageSection } from './usage-section.tsx';

export const usagePlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:usage',
  description: 'What users and workspaces hold, how much of it they may, and what it costs.',
  autoStart: true,
  requires: [IApiClient, IEventStream, IWorkspaceScope, IPanels, IPages, INotifier],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app,
    client: IApiClient,
    events: IEventStream,
    scope: IWorkspaceScope,
    panels: IPanels,
    pages: IPages,
    notifier: INotifier,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('atelier');
    const shared = { client, events, scope, panels, pages, notifier };
    const services = { ...shared, trans, commands: app.commands };
    addCommands(services);
    panels.addSection('compute', {
      id: 'usage',
      title: trans.__('Usage'),
      rank: 1.8,
      actions: [{ command: UsageCommands.open }],
      createContent: () => createUsageSection(services)
    });
    pages.add({
      name: 'usage',
      icon: icons.chart,
      title: () => trans.__('Usage'),
      key: () => 'usage',
      load: async () => (await import('./pages/usage-page.tsx')).createUsagePage(services)
    });
    for (const command of [UsageCommands.open, UsageCommands.setQuota, UsageCommands.setRates]) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};
