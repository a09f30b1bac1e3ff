import { icons } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { INotifier, IPages, IServerMonitor } from '../tokens.ts';

export const CommandIDs = {
  openWelcome: 'atelier:open-welcome',
  openTour: 'atelier:open-tour',
  restartServer: 'atelier:restart-server'
} as const;

export interface StudioCommandDeps {
  commands: CommandRegistry;
  trans: TranslationBundle;
  pages: IPages;
  notifier: INotifier;
  monitor: IServerMonitor;
  /** Lays the tour's files into the user's folder and answers the notebook's path. */
  placeTour(): Promise<{ path: string }>;
}

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } };

/** Commands that belong to the studio as a whole. */
export function addStudioCommands(deps: StudioCommandDeps): void {
  const { commands, trans, pages, notifier, monitor } = deps;
  commands.addCommand(CommandIDs.openWelcome, {
    label: trans.__('Welcome to Atelier'),
    caption: trans.__('Show the guided path from a dataset to an endpoint'),
    icon: icons.guide,
    describedBy: NO_ARGUMENTS,
    execute: () => pages.open('welcome')
  });
  commands.addCommand(CommandIDs.openTour, {
    label: trans.__('Diabetes Tour'),
    caption: trans.__('Open the notebook that walks the whole path on real data'),
    icon: icons.notebook,
    describedBy: NO_ARGUMENTS,
    execute: () =>
      notifier.attempt(async () => {
        const { path } = await deps.placeTour();
        await commands.execute('docmanager:open', { path });
      })
  });
  commands.addCommand(CommandIDs.restartServer, {
    label: trans.__('Restart the Atelier Server'),
    caption: trans.__('End the Atelier server and start it anew; notebooks go on working'),
    icon: icons.refresh,
    describedBy: NO_ARGUMENTS,
    execute: () => monitor.restart()
  });
}
