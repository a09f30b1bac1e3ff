import { icons } from '@atelier-ml/ui';
import type { JSONObject } from '@lumino/coreutils';
import { COMPARISON_ARGS } from './command-args.ts';
import { CommandIDs } from './command-ids.ts';
import { MOST_RUNS, readSource } from './comparison/run-source.ts';
import type { ExperimentsServices } from './services.ts';

/** The commands that are about comparisons of runs. */
export function addComparisonCommands(services: ExperimentsServices): void {
  const { commands, filter, notifier, pages, panels, scope, trans } = services;

  commands.addCommand(CommandIDs.compareRuns, {
    label: trans.__('Compare Runs'),
    caption: trans.__('Show curves, params and metrics of several runs side by side'),
    icon: icons.compare,
    describedBy: { args: COMPARISON_ARGS },
    execute: args => {
      const workspace = typeof args.workspace === 'string' ? args.workspace : scope.reference;
      const query = args.query && readSource({ ...(args.query as JSONObject), kind: 'query' });
      const state = args.state ?? (query ? { source: query as unknown as JSONObject } : undefined);
      if (state) {
        pages.open('compare', { runs: [], workspace, state: state as JSONObject });
        return;
      }
      const runs = Array.isArray(args.runs) ? args.runs.map(String) : [...filter.selected];
      if (runs.length < 2) {
        panels.open('experiments', 'runs');
        notifier.info(trans.__('Tick two or more runs in the list, then compare them.'));
      } else if (runs.length > MOST_RUNS) {
        notifier.info(trans.__('Choose at most %1 runs to compare.', MOST_RUNS));
      } else {
        pages.open('compare', { runs, workspace });
      }
    }
  });
}
