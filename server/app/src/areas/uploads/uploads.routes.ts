import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Uploads } from './uploads.service.ts';

export function createUploadRoutes(service: Uploads): HandlersOf<typeof routes.uploads> {
  return {
    create: ({ body, user }) => service.create(body, user),
    get: ({ params, user }) => service.get(params.upload, user),
    append: ({ content, params, query, user }) =>
      service.append(params.upload, query.offset, content, user),
    complete: ({ params, user }) => service.complete(params.upload, user),
    delete: async ({ params, user }) => {
      await service.delete(params.upload, user);
      return {};
    }
  };
}
