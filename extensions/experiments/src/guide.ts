import type { GuideStep } from '@atelier-ml/shell';
import { CommandIDs } from './command-ids.ts';
import type { ExperimentsServices } from './services.ts';

/** The step of the guided path that is done once the workspace has a run. */
export function experimentStep({ client, scope, trans }: ExperimentsServices): GuideStep {
  return {
    id: 'experiment',
    rank: 30,
    title: trans.__('Experiment'),
    description: trans.__(
      'Train and keep track: a cell that starts with %1 becomes a run, with its params, metrics, files and code.',
      '%%track'
    ),
    action: { command: CommandIDs.openPanel },
    kinds: ['run'],
    isDone: async () => {
      const page = await client.api.runs.list({
        params: { workspace: scope.reference },
        query: { limit: 1 }
      });
      return page.total > 0;
    }
  };
}
