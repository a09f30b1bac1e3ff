import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Trash } from './trash.service.ts';

export function createTrashRoutes(service: Trash): HandlersOf<typeof routes.trash> {
  return {
    list: ({ params, query, user }) => service.list(params.workspace, query, user),
    restore: ({ body, params, user }) => service.restore(params.workspace, body.items, user),
    preview: ({ body, params, user }) => service.preview(params.workspace, body, user),
    collect: ({ body, params, user }) => service.collect(params.workspace, body, user),
    collections: ({ params, user }) => service.collections(params.workspace, user),
    collection: ({ params, user }) => service.collection(params.workspace, params.collection, user),
    cancel: ({ params, user }) => service.cancel(params.workspace, params.collection, user),
    retention: ({ params, user }) => service.retention(params.workspace, user),
    setRetention: ({ body, params, user }) =>
      service.setRetention(params.workspace, body.days, user)
  };
}
