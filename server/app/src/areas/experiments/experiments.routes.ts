import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Experiments } from './experiments.service.ts';

export function createExperimentRoutes(
  service: Experiments
): HandlersOf<typeof routes.experiments> {
  return {
    list: ({ params, query, user }) => service.list(params.workspace, query, user),
    create: ({ body, params, user }) => service.create(params.workspace, body, user),
    get: ({ params, user }) => service.get(params.workspace, params.experiment, user),
    update: ({ body, params, user }) =>
      service.update(params.workspace, params.experiment, body, user),
    delete: async ({ params, user }) => {
      await service.delete(params.workspace, params.experiment, user);
      return {};
    },
    restore: ({ params, user }) => service.restore(params.workspace, params.experiment, user)
  };
}
