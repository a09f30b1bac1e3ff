import { icons } from '@atelier-ml/ui';
import type { JSONObject } from '@lumino/coreutils';
import { browserStore } from './charts/index.ts';
import { VIEW_ARGS } from './command-args.ts';
import { CommandIDs } from './command-ids.ts';
import type { ExperimentsServices } from './services.ts';
import { memoryOf } from './table/index.ts';

/** The command that opens a saved view, for links and for other extensions. */
export function addViewCommands(services: ExperimentsServices): void {
  const { client, commands, notifier, pages, scope, trans } = services;
  commands.addCommand(CommandIDs.openView, {
    label: trans.__('Open Saved View'),
    caption: trans.__('Open a page as it was saved under a name'),
    icon: icons.eye,
    describedBy: { args: VIEW_ARGS },
    execute: async args => {
      const workspace = typeof args.workspace === 'string' ? args.workspace : scope.reference;
      const view = await notifier.attempt(() =>
        client.api.views.get({ params: { workspace, view: String(args.view) } })
      );
      if (!view) {
        return;
      }
      const state = view.state as JSONObject;
      if (view.page === 'comparison') {
        pages.open('compare', { runs: [], workspace, state, view: view.id, name: view.name });
        return;
      }
      const place = { workspace: view.workspaceId, experiment: view.subject };
      browserStore.write(memoryOf(place), state);
      const [name, page] = view.subject
        ? ['experiment', { id: view.subject, name: '', workspace }]
        : ['runs', { workspace: view.workspaceId }];
      // a page that is open already would keep its own set-up
      pages.close(name, page);
      pages.open(name, page);
    }
  });
}
