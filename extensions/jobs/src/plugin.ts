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
import { addAttachedCommands, AttachedCommands } from './attached-commands.ts';
import { addClusterCommands, ClusterCommands } from './cluster-commands.ts';
import { addJobCommands, JobCommands } from './job-commands.ts';
import { addScheduleCommands, ScheduleCommands } from './schedule-commands.ts';
import { notebookOf } from './open-notebook.ts';
import { addSections } from './sections.ts';
import type { JobServices, SubjectArgs } from './services.ts';

export const jobsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:jobs',
  description:
    'Commands, scripts and notebooks that run by themselves, and the clusters they run on.',
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
    const currentNotebook = () => notebookOf(app.shell.currentWidget);
    const shared = { client, events, scope, panels, pages, notifier, preferences };
    const services = { ...shared, trans, commands: app.commands, currentNotebook };
    addJobCommands(services);
    addClusterCommands(services);
    addScheduleCommands(services);
    addAttachedCommands(services);
    addSections(services);
    addPages(services);
    const offered = [
      JobCommands.submit,
      JobCommands.runNotebook,
      ScheduleCommands.create,
      ScheduleCommands.scheduleNotebook,
      ClusterCommands.create,
      AttachedCommands.create
    ];
    for (const command of offered) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};

function addPages(services: JobServices): void {
  services.pages.add<SubjectArgs>({
    name: 'job',
    icon: icons.play,
    title: args => args.name,
    key: args => args.id,
    load: async () => (await import('./pages/job-page.tsx')).createJobPage(services)
  });
  services.pages.add<SubjectArgs>({
    name: 'schedule',
    icon: icons.clock,
    title: args => args.name,
    key: args => args.id,
    load: async () => (await import('./pages/schedule-page.tsx')).createSchedulePage(services)
  });
  services.pages.add<SubjectArgs>({
    name: 'attached',
    icon: icons.compute,
    title: args => args.name,
    key: args => args.id,
    load: async () => (await import('./pages/attached-page.tsx')).createAttachedPage(services)
  });
  services.pages.add<SubjectArgs>({
    name: 'cluster',
    icon: icons.compute,
    title: args => args.name,
    key: args => args.id,
    load: async () => (await import('./pages/cluster-page.tsx')).createClusterPage(services)
  });
}
