import { IApiClient, IEventStream, INotifier, IWorkspaceScope } from '@atelier-ml/shell';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addCommands, CommandIDs } from './commands.ts';
import { createStatusItem } from './status-item.tsx';
import { createWorkspaceMenu } from './workspace-menu.ts';
import { createWorkspacesModel } from './workspaces-model.ts';

const STATUS_ITEM = '@atelier-ml/studio:workspaces';

export const workspacesPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:workspaces',
  description: 'Workspaces: the status bar shows and switches the active one.',
  autoStart: true,
  requires: [IApiClient, IEventStream, IWorkspaceScope, INotifier],
  optional: [IStatusBar, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    client: IApiClient,
    events: IEventStream,
    scope: IWorkspaceScope,
    notifier: INotifier,
    statusBar: IStatusBar | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('atelier');
    const { commands } = app;
    const model = createWorkspacesModel(client, events);
    const openMenu = async () => {
      await model.reload();
      if (model.state === 'error') {
        notifier.error(model.error);
        return;
      }
      const menu = createWorkspaceMenu({
        commands,
        workspaces: model.items,
        active: scope.reference
      });
      const place = item.node.getBoundingClientRect();
      menu.open(place.left, place.top);
    };
    const item = createStatusItem({ scope, trans, onOpen: () => void openMenu() });
    statusBar?.registerStatusItem(STATUS_ITEM, { item, align: 'left', rank: 0 });
    addCommands({ commands, client, scope, notifier, trans, openMenu: () => void openMenu() });
    for (const command of [
      CommandIDs.choose,
      CommandIDs.create,
      CommandIDs.rename,
      CommandIDs.delete
    ]) {
      palette?.addItem({ command, category: trans.__('Atelier') });
    }
  }
};
