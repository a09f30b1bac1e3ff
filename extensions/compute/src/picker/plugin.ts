import {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { KernelMeterModel } from '../meter/kernel-meter-model.ts';
import { createMeterStatus } from '../meter/meter-status.tsx';
import { NotebookCompute } from './notebook-compute.ts';
import { createPickerButton } from './picker-button.tsx';
import { PlacesModel } from './places-model.ts';
import { createComputeStatus, CurrentCompute, sessionOf } from './status-item.tsx';

const ID = '@atelier-ml/studio:compute-picker';

/** Its settings put the item into the toolbar of notebooks, where users can move and hide it. */
export const computePickerPlugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'The toolbar of notebooks and the status bar show and change where the kernel runs.',
  autoStart: true,
  requires: [
    IToolbarWidgetRegistry,
    IApiClient,
    IEventStream,
    IWorkspaceScope,
    IPanels,
    IPages,
    INotifier,
    IPreferences
  ],
  optional: [IStatusBar, ITranslator],
  activate: (
    app,
    toolbars: IToolbarWidgetRegistry,
    client: IApiClient,
    events: IEventStream,
    scope: IWorkspaceScope,
    panels: IPanels,
    pages: IPages,
    notifier: INotifier,
    preferences: IPreferences,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ) => {
    const { commands, serviceManager: jupyter, shell } = app;
    const trans = (translator ?? nullTranslator).load('atelier');
    const places = new PlacesModel({ client, events, scope, jupyter });
    const tools = { client, events, scope, panels, pages, notifier, preferences };
    const services = { ...tools, jupyter, trans, commands };
    toolbars.addFactory('Notebook', 'atelier-compute', panel => {
      const session = sessionOf(panel);
      return session
        ? createPickerButton(new NotebookCompute(session, places), services)
        : new Widget();
    });
    const current = new CurrentCompute(shell, places);
    statusBar?.registerStatusItem(ID, {
      item: createComputeStatus(current, services),
      align: 'left',
      rank: 3,
      isActive: () => current.compute !== undefined,
      activeStateChanged: current.changed
    });
    const meter = new KernelMeterModel({ client, events, source: current });
    statusBar?.registerStatusItem(`${ID}-meter`, {
      item: createMeterStatus(meter, services),
      align: 'left',
      rank: 3.1,
      isActive: () => meter.usage !== undefined,
      activeStateChanged: meter.changed
    });
  }
};
