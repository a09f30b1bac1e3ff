import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { UsageArea } from './usage-area.ts';

export function createUsageRoutes(area: UsageArea): HandlersOf<typeof routes.usage> {
  const { history, quotas, rates } = area;
  return {
    get: () => quotas.usage(),
    history: ({ query, user }) => history(query, user),
    quotas: {
      list: () => quotas.list(),
      set: ({ body, params, user }) => quotas.set(params, body, user),
      delete: async ({ params, user }) => {
        await quotas.delete(params, user);
        return {};
      }
    },
    rates: {
      list: () => rates.list(),
      set: ({ body, user }) => rates.set(body, user)
    }
  };
}
