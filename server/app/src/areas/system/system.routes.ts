import { openApiOf, routes } from '@atelier-ml/api';
import type { Health } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { VERSION } from '../../version.ts';
import type { Events } from './events.service.ts';

export interface SystemOptions {
  events: Events;
  database: Health['database'];
  startedAt: number;
}

export function createSystemRoutes(options: SystemOptions): HandlersOf<typeof routes.system> {
  const { database, events, startedAt } = options;
  const document = openApiOf(routes, { title: 'Atelier', version: VERSION });
  return {
    health: async () => ({
      status: 'ok',
      version: VERSION,
      pid: process.pid,
      startedAt,
      database
    }),
    events: async ({ lastEventId, signal }) => events.stream({ lastEventId, signal }),
    openapi: async () => document as Record<string, never>
  };
}
