import { icons } from '@atelier-ml/ui';
import { ILabShell } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { jupyterRequest } from '../connection/jupyter-request.ts';
import { addStudioCommands, CommandIDs } from '../guide/commands.ts';
import { GuideModel } from '../guide/guide-model.ts';
import { environmentStep, pipelineStep } from '../guide/steps.ts';
import {
  IEventStream,
  IGuide,
  INotifier,
  IPages,
  IPreferences,
  IServerMonitor,
  IWorkspaceScope
} from '../tokens.ts';

export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:commands',
  description: 'Commands of the studio as a whole, in palette and launcher.',
  autoStart: true,
  requires: [IPages, INotifier, IServerMonitor],
  optional: [ICommandPalette, ILauncher, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    pages: IPages,
    notifier: INotifier,
    monitor: IServerMonitor,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('atelier');
    const { commands, serviceManager } = app;
    const placeTour = () =>
      jupyterRequest<{ path: string }>('_tour', 'POST', serviceManager.serverSettings);
    addStudioCommands({ commands, trans, pages, notifier, monitor, placeTour });
    const category = trans.__('Atelier');
    for (const command of Object.values(CommandIDs)) {
      palette?.addItem({ command, category });
    }
    launcher?.add({ command: CommandIDs.openWelcome, category, rank: 1 });
    launcher?.add({ command: CommandIDs.openTour, category, rank: 2 });
  }
};

export const guidePlugin: JupyterFrontEndPlugin<IGuide> = {
  id: '@atelier-ml/studio:guide',
  description: 'Provides the guided path and its welcome page.',
  autoStart: true,
  requires: [IEventStream, IWorkspaceScope, IPages, IPreferences],
  optional: [ITranslator],
  provides: IGuide,
  activate: (
    app: JupyterFrontEnd,
    events: IEventStream,
    scope: IWorkspaceScope,
    pages: IPages,
    preferences: IPreferences,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('atelier');
    const guide = new GuideModel({ events, scope });
    guide.add(environmentStep(trans, app.serviceManager.kernelspecs));
    guide.add(pipelineStep(trans));
    const tourCommand = CommandIDs.openTour;
    const dismiss = () => preferences.set('showWelcome', false);
    pages.add({
      name: 'welcome',
      icon: icons.studio,
      title: () => trans.__('Welcome'),
      key: () => 'welcome',
      load: async () =>
        (await import('../guide/welcome-page.tsx')).createWelcomePage({
          guide,
          scope,
          trans,
          tourCommand,
          dismiss,
          commands: app.commands
        })
    });
    return guide;
  }
};

export const welcomePlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:welcome',
  description: 'Opens the welcome page where JupyterLab would show nothing but its launcher.',
  autoStart: true,
  requires: [IGuide, IPages, IPreferences, ILabShell],
  activate: (
    app: JupyterFrontEnd,
    _guide: IGuide,
    pages: IPages,
    preferences: IPreferences,
    shell: ILabShell
  ) => {
    void Promise.all([app.restored, preferences.ready]).then(() => {
      const occupied = [...shell.widgets('main')].some(({ id }) => !id.startsWith('launcher'));
      if (!occupied && preferences.get('showWelcome') === true) {
        pages.open('welcome');
      }
    });
  }
};
