import type { GuideStep } from '@atelier-ml/shell';
import { CommandIDs } from './commands.ts';
import type { EndpointServices } from './services.ts';

/** The step of the guided path that is done once an endpoint of the workspace answers. */
export function endpointStep({ client, scope, trans }: EndpointServices): GuideStep {
  return {
    id: 'endpoint',
    rank: 60,
    title: trans.__('Endpoint'),
    description: trans.__(
      'Deploy the model and ask it about a patient: from its test form, from a cell, or with curl.'
    ),
    action: { command: CommandIDs.create },
    kinds: ['endpoint'],
    isDone: async () => {
      const page = await client.api.endpoints.list({
        params: { workspace: scope.reference },
        query: { limit: 1000 }
      });
      return page.items.some(({ state }) => state === 'running');
    }
  };
}
