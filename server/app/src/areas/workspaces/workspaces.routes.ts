import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Workspaces } from './workspaces.service.ts';

export function createWorkspaceRoutes(service: Workspaces): HandlersOf<typeof routes.workspaces> {
  return {
    list: ({ query, user }) => service.list(query, user),
    create: ({ body, user }) => service.create(body, user),
    get: ({ params, user }) => service.get(params.workspace, user),
    update: ({ body, params, user }) => service.update(params.workspace, body, user),
    activate: ({ params, user }) => service.activate(params.workspace, user),
    delete: async ({ params, user }) => {
      await service.delete(params.workspace, user);
      return {};
    }
  };
}
