import type { GuideStep } from '@atelier-ml/shell';
import { CommandIDs } from './commands.ts';
import type { DatasetServices } from './commands.ts';

/** The step of the guided path that is done once the workspace has a dataset. */
export function datasetStep({ client, scope, trans }: DatasetServices): GuideStep {
  return {
    id: 'dataset',
    rank: 20,
    title: trans.__('Dataset'),
    description: trans.__(
      'Register the data that you train on. Each version is kept as it was, so that a result can always be traced to its data.'
    ),
    action: { command: CommandIDs.create },
    kinds: ['dataset'],
    isDone: async () => {
      const page = await client.api.datasets.list({
        params: { workspace: scope.reference },
        query: { limit: 1 }
      });
      return page.total > 0;
    }
  };
}
