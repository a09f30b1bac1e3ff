import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Models } from './models.service.ts';

export function createModelRoutes(service: Models): HandlersOf<typeof routes.models> {
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
      delete: async ({ params, user }) => {
        await service.deleteVersion(params, user);
        return {};
      }
    },
    aliases: {
      set: ({ body, params, user }) => service.aliases.set(params, body.version, user),
      delete: ({ params, user }) => service.aliases.delete(params, user)
    }
  };
}
