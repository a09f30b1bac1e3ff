import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../../http/index.ts';
import type { Attached } from './attached.service.ts';

export function createAttachedRoutes(attached: Attached): HandlersOf<typeof routes.attached> {
  return {
    list: ({ params, query, user }) => attached.list(params, query, user),
    create: ({ body, params, user }) => attached.create(params, body, user),
    get: ({ params, user }) => attached.get(params, user),
    update: ({ body, params, user }) => attached.update(params, body, user),
    test: ({ params, user }) => attached.test(params, user),
    delete: async ({ params, user }) => {
      await attached.delete(params, user);
      return {};
    }
  };
}
