import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Clusters } from './clusters.service.ts';
import type { Jobs } from './jobs.service.ts';

export function createClusterRoutes(clusters: Clusters): HandlersOf<typeof routes.clusters> {
  return {
    list: ({ params, query, user }) => clusters.list(params, query, user),
    create: ({ body, params, user }) => clusters.create(params, body, user),
    get: ({ params, user }) => clusters.get(params, user),
    update: ({ body, params, user }) => clusters.update(params, body, user),
    delete: async ({ params, user }) => {
      await clusters.delete(params, user);
      return {};
    }
  };
}

export function createJobRoutes(jobs: Jobs): HandlersOf<typeof routes.jobs> {
  return {
    list: ({ params, query, user }) => jobs.list(params, query, user),
    create: ({ body, params, user }) => jobs.create(params, body, user),
    get: ({ params, user }) => jobs.get(params, user),
    update: ({ body, params, user }) => jobs.update(params, body, user),
    cancel: ({ params, user }) => jobs.cancel(params, user),
    resubmit: ({ body, params, user }) => jobs.resubmit(params, body.secrets, user),
    delete: async ({ params, user }) => {
      await jobs.delete(params, user);
      return {};
    }
  };
}
