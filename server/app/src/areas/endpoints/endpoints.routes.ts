import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Endpoints } from './endpoints.service.ts';

export function createEndpointRoutes(service: Endpoints): HandlersOf<typeof routes.endpoints> {
  return {
    list: ({ params, query, user }) => service.list(params, query, user),
    create: ({ body, params, user }) => service.create(params, body, user),
    get: ({ params, user }) => service.get(params, user),
    update: ({ body, params, user }) => service.update(params, body, user),
    delete: async ({ params, user }) => {
      await service.delete(params, user);
      return {};
    },
    start: ({ params, user }) => service.start(params, user),
    stop: ({ params, user }) => service.stopOne(params, user),
    key: ({ params, user }) => service.key(params, user),
    rotateKey: ({ params, user }) => service.rotateKey(params, user),
    logs: ({ params, query, user }) => service.logs(params, query.lines, user),
    statistics: ({ params, user }) => service.statistics(params, user),
    test: ({ body, params, user }) => service.test(params, body, user)
  };
}
