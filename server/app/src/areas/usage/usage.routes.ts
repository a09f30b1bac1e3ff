import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Usage } from './usage.service.ts';

export function createUsageRoutes(usage: Usage): HandlersOf<typeof routes.usage> {
  return {
    get: () => usage.get(),
    quotas: {
      list: () => usage.quotas.list(),
      set: ({ body, params, user }) => usage.quotas.set(params, body, user),
      delete: async ({ params, user }) => {
        await usage.quotas.delete(params, user);
        return {};
      }
    }
  };
}
