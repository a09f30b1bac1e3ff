import type { IGuide } from '@atelier-ml/shell';
import { icons } from '@atelier-ml/ui';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { JSONObject } from '@lumino/coreutils';
import { NotebookBadges } from './cells/index.ts';
import { addCommands, CommandIDs, PALETTE } from './commands.ts';
import { createComparisonRendererFactory } from './comparison/output/index.ts';
import { comparisonKey } from './comparison/run-source.ts';
import { createExperimentList } from './experiment-list.tsx';
import { experimentStep } from './guide.ts';
import { createRunRendererFactory } from './output/index.ts';
import { createRunList } from './run-list.tsx';
import type { AssetArgs, CompareArgs, ExperimentsServices, WorkspaceArgs } from './services.ts';

/** Optional places that the area adds to where they are there. */
export interface OptionalPlaces {
  readonly guide: IGuide | null;
  readonly palette: ICommandPalette | null;
  readonly rendermime: IRenderMimeRegistry | null;
  readonly documents: DocumentRegistry;
}

/** Adds commands, panel, pages, the live output of cells, and the step of the guided path. */
export function contribute(services: ExperimentsServices, places: OptionalPlaces): void {
  const { commands, feed, trans } = services;
  addCommands(services);
  addPanel(services);
  addPages(services);
  places.guide?.add(experimentStep(services));
  for (const command of PALETTE) {
    places.palette?.addItem({ command, category: trans.__('Atelier') });
  }
  const { client, events, scope } = services;
  places.documents.addWidgetExtension(
    'Notebook',
    new NotebookBadges({
      api: client.api,
      events,
      scope,
      trans,
      onOpen: ({ id, name }) => void commands.execute(CommandIDs.openRun, { id, name })
    })
  );
  places.rendermime?.addFactory(
    createRunRendererFactory({
      feed,
      trans,
      openRun: ({ id, name, workspaceId }) =>
        void commands.execute(CommandIDs.openRun, { id, name, workspace: workspaceId }),
      dockRun: ({ id, name, workspaceId }) =>
        void commands.execute(CommandIDs.dockRun, { id, name, workspace: workspaceId })
    })
  );
  places.rendermime?.addFactory(
    createComparisonRendererFactory({
      api: services.client.api,
      events: services.events,
      trans,
      codeForm: services.codeForm,
      openRun: (id, workspace) =>
        void commands.execute(CommandIDs.openRun, { id, name: '', workspace }),
      openComparison: (state, workspace) =>
        void commands.execute(CommandIDs.compareRuns, {
          workspace,
          state: state as unknown as JSONObject
        })
    })
  );
}

function addPanel(services: ExperimentsServices): void {
  const { panels, trans } = services;
  panels.add({
    id: 'experiments',
    title: trans.__('Experiments'),
    icon: icons.experiments,
    rank: 602
  });
  panels.addSection('experiments', {
    id: 'experiments',
    title: trans.__('Experiments'),
    rank: 1,
    actions: [{ command: CommandIDs.create }, { command: CommandIDs.openTrash }],
    createContent: () => createExperimentList(services)
  });
  panels.addSection('experiments', {
    id: 'runs',
    title: trans.__('Runs'),
    rank: 2,
    actions: [{ command: CommandIDs.openRuns }, { command: CommandIDs.compareRuns }],
    createContent: () => createRunList(services)
  });
}

function addPages(services: ExperimentsServices): void {
  const { pages, trans } = services;
  pages.add<AssetArgs>({
    name: 'experiment',
    icon: icons.experiments,
    title: args => args.name || trans.__('Experiment'),
    key: args => args.id,
    load: async () => (await import('./pages/experiment-page.tsx')).createExperimentPage(services)
  });
  pages.add<WorkspaceArgs>({
    name: 'runs',
    icon: icons.table,
    title: () => trans.__('All runs'),
    key: args => args.workspace,
    load: async () => (await import('./pages/runs-page.tsx')).createRunsPage(services)
  });
  pages.add<AssetArgs>({
    name: 'run',
    icon: icons.run,
    title: args => args.name || trans.__('Run'),
    key: args => args.id,
    load: async () => (await import('./pages/run-page.tsx')).createRunPage(services)
  });
  pages.add<AssetArgs>({
    name: 'run-live',
    icon: icons.chart,
    title: args => args.name || trans.__('Run'),
    key: args => args.id,
    load: async () => (await import('./docked/index.ts')).createDockedRun(services)
  });
  pages.add<CompareArgs>({
    name: 'compare',
    icon: icons.compare,
    title: args =>
      typeof args.name === 'string'
        ? args.name
        : args.runs.length > 0
          ? trans._n('Compare %1 run', 'Compare %1 runs', args.runs.length)
          : trans.__('Comparison'),
    key: comparisonKey,
    load: async () => (await import('./pages/compare-page.tsx')).createComparePage(services)
  });
  pages.add<WorkspaceArgs>({
    name: 'trash',
    icon: icons.delete,
    title: () => trans.__('Trash'),
    key: args => args.workspace,
    load: async () => (await import('./trash/trash-page.tsx')).createTrashPage(services)
  });
}
