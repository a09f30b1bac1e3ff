import { z } from 'zod';
import { route } from './route.ts';
import { Id, Timestamp } from './values.ts';

export const Health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  pid: z.number().int(),
  startedAt: Timestamp,
  database: z.enum(['sqlite', 'postgresql'])
});
export type Health = z.infer<typeof Health>;

/**
 * Something has changed. `kind` and `id` say what; readers fetch it anew. `run` events with
 * action `progressed` come at most ten times a second a run and are not kept for late readers.
 */
export const StudioEvent = z.object({
  id: z.number().int().describe('grows; hand it back as `Last-Event-ID` to get what was missed'),
  kind: z.enum([
    'workspace',
    'dataset',
    'compute',
    'kernel',
    'environment',
    'registry',
    'cluster',
    'job',
    'usage',
    'schedule',
    'experiment',
    'run',
    'view',
    'trash',
    'model',
    'endpoint'
  ]),
  action: z.enum(['created', 'updated', 'deleted', 'progressed']),
  workspaceId: Id,
  subjectId: Id,
  name: z.string(),
  at: Timestamp
});
export type StudioEvent = z.infer<typeof StudioEvent>;

export const system = {
  health: route({
    method: 'GET',
    path: '/api/health',
    summary: 'Is the server up, and which',
    response: Health
  }),
  events: route({
    method: 'GET',
    path: '/api/events',
    summary:
      'Server-sent events: `event: change` with a StudioEvent as data; `event: reset` when too much was missed and all must be fetched anew; `event: heartbeat` after five seconds in which there was nothing to tell',
    response: 'events'
  }),
  openapi: route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This interface as OpenAPI 3.1',
    response: z.record(z.string(), z.json())
  })
};
