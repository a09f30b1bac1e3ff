import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { PageAddress, PageWidget } from '../pages/page-widget.ts';
import { createPages } from '../pages/pages.ts';
import { createPanels } from '../panels/panels.ts';
import { Preferences } from '../preferences.ts';
import { IPages, IPanels, IPreferences, IServerMonitor, IWorkspaceScope } from '../tokens.ts';

export const OPEN_PAGE = 'atelier:open-page';

export const panelsPlugin: JupyterFrontEndPlugin<IPanels> = {
  id: '@atelier-ml/studio:panels',
  description: 'Provides the side panels of the studio.',
  autoStart: true,
  requires: [IServerMonitor],
  optional: [ILayoutRestorer, ITranslator],
  provides: IPanels,
  activate: (
    app: JupyterFrontEnd,
    monitor: IServerMonitor,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ) =>
    createPanels({
      monitor,
      commands: app.commands,
      trans: (translator ?? nullTranslator).load('atelier'),
      show: (panel, rank) => {
        app.shell.add(panel, 'left', { rank, type: 'Atelier' });
        restorer?.add(panel, panel.id);
      },
      activate: panel => app.shell.activateById(panel.id)
    })
};

export const pagesPlugin: JupyterFrontEndPlugin<IPages> = {
  id: '@atelier-ml/studio:pages',
  description: 'Provides the main-area pages of the studio and restores them.',
  autoStart: true,
  requires: [IWorkspaceScope, IServerMonitor],
  optional: [ILayoutRestorer, ITranslator],
  provides: IPages,
  activate: (
    app: JupyterFrontEnd,
    scope: IWorkspaceScope,
    monitor: IServerMonitor,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('atelier');
    const tracker = new WidgetTracker<PageWidget>({ namespace: 'atelier-page' });
    const pages = createPages({
      scope,
      monitor,
      trans,
      tracker,
      show: (widget, beside) => {
        if (!widget.isAttached) {
          const mode = beside ? 'split-right' : undefined;
          app.shell.add(widget, 'main', { type: 'Atelier', mode });
        }
        app.shell.activateById(widget.id);
      }
    });
    app.commands.addCommand(OPEN_PAGE, {
      label: trans.__('Open a page of the studio'),
      isVisible: () => false,
      describedBy: { args: PAGE_ADDRESS },
      execute: args => pages.reopen(args as PageAddress)
    });
    void restorer?.restore(tracker, {
      command: OPEN_PAGE,
      args: widget => widget.address,
      name: widget => widget.id
    });
    return pages;
  }
};

const PAGE_ADDRESS = {
  type: 'object',
  required: ['page', 'key', 'title', 'workspace', 'args'],
  properties: {
    page: { type: 'string', description: 'The name of the page' },
    key: { type: 'string', description: 'What the page is about' },
    title: { type: 'string', description: 'The title of its tab' },
    workspace: { type: 'string', description: 'The workspace that it belongs to' },
    args: { type: 'object', description: 'What the page is given' }
  }
};

export const preferencesPlugin: JupyterFrontEndPlugin<IPreferences> = {
  id: '@atelier-ml/studio:preferences',
  description: 'Provides the settings of the studio.',
  autoStart: true,
  optional: [ISettingRegistry],
  provides: IPreferences,
  activate: (_app: JupyterFrontEnd, registry: ISettingRegistry | null) =>
    new Preferences(registry?.load('@atelier-ml/studio:preferences'))
};
