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
import type { ISessionContext } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addCommands, CommandIDs } from './commands.tsx';
import { createEnvironmentCount, createEnvironmentList } from './environment-list.tsx';
import type { EnvironmentArgs } from './services.ts';

/** A notebook or a console. */
interface WithSession {
  sessionContext: ISessionContext;
}

export const environmentsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:environments',
  description: 'What programs run in: environments, built as container images.',
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
    const trans = (translator ?? nullTranslator).load('atelier');
    const currentKernel = () =>
      (app.shell.currentWidget as Partial<WithSession> | null)?.sessionContext?.session?.kernel ??
      null;
    const shared = { client, events, scope, panels, pages, notifier, preferences };
    const services = { ...shared, trans, commands: app.commands, currentKernel };
    addCommands(services);
    panels.addSection('compute', {
      id: 'environments',
      title: trans.__('Environments'),
      rank: 2.5,
      actions: [
        { command: CommandIDs.create },
        { command: CommandIDs.openImages },
        { command: CommandIDs.openRegistries }
      ],
      createCount: () => createEnvironmentCount(services),
      createContent: () => createEnvironmentList(services)
    });
    pages.add<EnvironmentArgs>({
      name: 'environment',
      icon: icons.artifact,
      title: args => args.name,
      key: args => args.id,
      load: async () =>
        (await import('./pages/environment-page.tsx')).createEnvironmentPage(services)
    });
    pages.add<Record<string, string>>({
      name: 'environment-images',
      icon: icons.artifact,
      title: () => trans.__('Images'),
      key: () => 'all',
      load: async () => (await import('./pages/images-page.tsx')).createImagesPage(services)
    });
    pages.add<Record<string, string>>({
      name: 'environment-registries',
      icon: icons.artifact,
      title: () => trans.__('Registries'),
      key: () => 'all',
      load: async () => (await import('./pages/registries-page.tsx')).createRegistriesPage(services)
    });
    const { create, openImages, openRegistries, saveKernel } = CommandIDs;
    for (const command of [create, saveKernel, openImages, openRegistries]) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};
