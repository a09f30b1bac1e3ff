import { IApiClient, IEventStream, IPreferences } from '@atelier-ml/shell';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { NotebookCosts } from './notebook-costs.tsx';

const TOGGLE = 'compute:toggle-cell-costs';
const PREFERENCE = 'cellCosts';

export const cellCostsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:cell-costs',
  description: 'Tells below the cells of notebooks what their execution took and cost.',
  autoStart: true,
  requires: [IApiClient, IEventStream, IPreferences],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app,
    client: IApiClient,
    events: IEventStream,
    preferences: IPreferences,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const { commands, docRegistry } = app;
    const trans = (translator ?? nullTranslator).load('atelier');
    const costs = new NotebookCosts({ client, events, trans });
    const follow = () => costs.show(preferences.get(PREFERENCE) !== false);
    preferences.changed.connect(follow);
    void preferences.ready.then(follow);
    docRegistry.addWidgetExtension('Notebook', costs);
    commands.addCommand(TOGGLE, {
      label: trans.__('Show Costs of Cells'),
      caption: trans.__('Tell below each cell how long it ran, its energy and its cost'),
      describedBy: { args: { type: 'object', properties: {} } },
      isToggled: () => costs.isShown,
      execute: () => preferences.set(PREFERENCE, !costs.isShown)
    });
    palette?.addItem({ command: TOGGLE, category: trans.__('Atelier') });
  }
};
