import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Clusters } from './clusters.service.ts';
import type { Jobs } from './jobs.service.ts';
import type { Schedules } from './schedules/schedules.service.ts';

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

export function createScheduleRoutes(schedules: Schedules): HandlersOf<typeof routes.schedules> {
  return {
    list: ({ params, query, user }) => schedules.list(params, query, user),
    create: ({ body, params, user }) => schedules.create(params, body, user),
    preview: ({ body, params, user }) => schedules.preview(params, body, user),
    get: ({ params, user }) => schedules.get(params, user),
    update: ({ body, params, user }) => schedules.update(params, body, user),
    delete: async ({ params, user }) => {
      await schedules.delete(params, user);
      return {};
    },
    run: ({ params, user }) => schedules.run(params, user),
    times: ({ params, query, user }) => schedules.times(params, query, user),
    backfill: ({ body, params, user }) => schedules.backfill(params, body, user),
    cancelBackfill: ({ params, user }) => schedules.cancelBackfill(params, user)
  };
}
