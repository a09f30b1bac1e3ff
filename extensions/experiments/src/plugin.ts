import {
  IApiClient,
  IEventStream,
  IGuide,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { createCanonicalForm } from './comparison/code/canonical-code.ts';
import { CommandIDs } from './command-ids.ts';
import { createNotebookDoor } from './comparison/notebook-door.ts';
import { contribute } from './contributions.ts';
import { createRunFeed } from './live/index.ts';
import { createHighlighter, createOpenCells, RunFilter } from './runs/index.ts';
import { mlflowRunIn } from './runs/mlflow-address.ts';
import { viewIn } from './table/view-address.ts';

export const experimentsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@atelier-ml/studio:experiments',
  description: 'Experiments and runs: a panel, pages, live outputs in cells, and commands.',
  autoStart: true,
  requires: [IApiClient, IEventStream, IWorkspaceScope, IPanels, IPages, INotifier, IPreferences],
  optional: [IGuide, ICommandPalette, ITranslator, IRenderMimeRegistry, IEditorLanguageRegistry],
  activate: (
    app,
    client: IApiClient,
    events: IEventStream,
    scope: IWorkspaceScope,
    panels: IPanels,
    pages: IPages,
    notifier: INotifier,
    preferences: IPreferences,
    guide: IGuide | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    rendermime: IRenderMimeRegistry | null,
    languages: IEditorLanguageRegistry | null
  ) => {
    const services = {
      client,
      events,
      scope,
      panels,
      pages,
      notifier,
      preferences,
      commands: app.commands,
      trans: (translator ?? nullTranslator).load('atelier'),
      feed: createRunFeed({ api: client.api, events }),
      highlighter: createHighlighter(languages),
      codeForm: createCanonicalForm(languages),
      notebooks: createNotebookDoor(app),
      openCells: createOpenCells(app.shell),
      rendermime,
      filter: new RunFilter()
    };
    contribute(services, { guide, palette, rendermime, documents: app.docRegistry });
    const asked = viewIn(window.location.search);
    if (asked) {
      void app.restored.then(() => app.commands.execute(CommandIDs.openView, asked));
    }
    const run = mlflowRunIn(window.location);
    if (run) {
      void app.restored.then(() => app.commands.execute(CommandIDs.openRun, run));
    }
  }
};
