import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Views } from './views.service.ts';

export function createViewRoutes(service: Views): HandlersOf<typeof routes.views> {
  return {
    list: ({ params, query, user }) => service.list(params.workspace, query, user),
    create: ({ body, params, user }) => service.create(params.workspace, body, user),
    get: ({ params, user }) => service.get(params.workspace, params.view, user),
    update: ({ body, params, user }) => service.update(params.workspace, params.view, body, user),
    delete: async ({ params, user }) => {
      await service.delete(params.workspace, params.view, user);
      return {};
    }
  };
}
