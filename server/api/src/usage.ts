import { z } from 'zod';
import { quotas, UsageSubject } from './quotas.ts';
import { Consumption, Expense, rates } from './rates.ts';
import { route } from './route.ts';
import { Id, Reference, Timestamp } from './values.ts';

const Spent = z.object({ consumption: Consumption, expense: Expense });

/** What an instance, a cluster by its idle nodes, or a job has held in a span of time. */
export const SpentBy = Spent.extend({
  kind: z.enum(['instance', 'cluster', 'job']),
  id: Id,
  name: z.string(),
  workspaceId: Id,
  clusterId: Id.nullable().describe('of a cluster and of its jobs'),
  user: z.string().nullable()
});
export type SpentBy = z.infer<typeof SpentBy>;

export const UsageHistory = z.object({
  from: Timestamp,
  to: Timestamp,
  buckets: z.array(Spent.extend({ at: Timestamp.describe('its beginning') })),
  items: z.array(SpentBy).describe('the most expensive first'),
  total: Spent
});
export type UsageHistory = z.infer<typeof UsageHistory>;

export const usage = {
  get: route({
    method: 'GET',
    path: '/api/usage',
    summary: 'What users and workspaces hold now, against their quotas',
    response: z.object({
      items: z.array(UsageSubject),
      machine: z
        .object({ cpus: z.number(), memoryMb: z.number() })
        .describe('of the server: those who hold more of it together share it')
    })
  }),
  history: route({
    method: 'GET',
    path: '/api/usage/history',
    summary:
      'What was held over time, with its cost, energy and carbon by the rate cards of that time',
    query: z.object({
      from: z.coerce.number().int().min(0).optional().describe('the last 7 days, if left out'),
      to: z.coerce.number().int().min(0).optional().describe('now, if left out'),
      every: z.enum(['hour', 'day']).default('day').describe('UTC'),
      workspace: Reference.optional(),
      user: z.string().min(1).max(250).optional(),
      subject: Id.optional().describe('of one instance, cluster with its jobs, or job')
    }),
    response: UsageHistory
  }),
  quotas,
  rates
};
