import type { GuideStep } from '@atelier-ml/shell';
import { CommandIDs } from './commands.ts';
import type { ModelServices } from './services.ts';

/** The step of the guided path that is done once the workspace has a registered model. */
export function modelStep({ client, scope, trans }: ModelServices): GuideStep {
  return {
    id: 'model',
    rank: 50,
    title: trans.__('Model'),
    description: trans.__(
      'Register the best model. A version never changes; an alias such as “production” says which one counts.'
    ),
    action: { command: CommandIDs.register },
    kinds: ['model'],
    isDone: async () => {
      const page = await client.api.models.list({
        params: { workspace: scope.reference },
        query: { limit: 1 }
      });
      return page.total > 0;
    }
  };
}
