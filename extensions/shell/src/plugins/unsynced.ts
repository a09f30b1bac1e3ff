import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { jupyterRequest } from '../connection/jupyter-request.ts';
import { INotifier } from '../tokens.ts';
import { createUnsyncedItem } from '../unsynced/status-item.tsx';
import { addUnsyncedCommand, SHOW_UNSYNCED } from '../unsynced/unsynced-command.ts';
import type { SendReport } from '../unsynced/unsynced-command.ts';
import { createUnsyncedModel } from '../unsynced/unsynced-model.ts';
import type { Waiting } from '../unsynced/unsynced-model.ts';

const STATUS_ITEM = '@atelier-ml/studio:unsynced';

export const unsyncedPlugin: JupyterFrontEndPlugin<void> = {
  id: STATUS_ITEM,
  description: 'The status bar tells how much was logged and is not on the server yet.',
  autoStart: true,
  requires: [INotifier],
  optional: [IStatusBar, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    notifier: INotifier,
    statusBar: IStatusBar | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('atelier');
    const { commands, serviceManager } = app;
    const settings = serviceManager.serverSettings;
    const fetch = () => jupyterRequest<Waiting>('_journals', 'GET', settings);
    const send = () => jupyterRequest<SendReport>('_journals/send', 'POST', settings);
    const model = createUnsyncedModel({ fetch });
    addUnsyncedCommand({ commands, trans, notifier, model, fetch, send });
    palette?.addItem({ command: SHOW_UNSYNCED, category: trans.__('Atelier') });
    const onOpen = () => void commands.execute(SHOW_UNSYNCED);
    const item = createUnsyncedItem({ model, trans, onOpen });
    statusBar?.registerStatusItem(STATUS_ITEM, { item, align: 'left', rank: 1 });
  }
};
