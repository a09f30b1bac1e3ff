import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Datasets } from './datasets.service.ts';

export function createDatasetRoutes(service: Datasets): HandlersOf<typeof routes.datasets> {
  return {
    list: ({ params, query, user }) => service.list(params, query, user),
    create: ({ body, params, user }) => service.create(params, body, user),
    get: ({ params, user }) => service.get(params, user),
    update: ({ body, params, user }) => service.update(params, body, user),
    delete: async ({ params, user }) => {
      await service.delete(params, user);
      return {};
    },
    versions: {
      list: ({ params, user }) => service.listVersions(params, user),
      create: ({ body, params, user }) => service.createVersion(params, body, user),
      get: ({ params, user }) => service.getVersion(params, user),
      content: ({ params, user }) => service.content(params, user),
      preview: ({ params, query, user }) => service.preview(params, query, user),
      statistics: ({ params, user }) => service.statistics(params, user)
    }
  };
}
