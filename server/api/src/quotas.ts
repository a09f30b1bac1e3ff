import { z } from 'zod';
import { route } from './route.ts';
import { Empty, Id, Timestamp } from './values.ts';

const limit = (most: number) => z.number().int().min(0).max(most).nullable().default(null);

/**
 * What a user, or all in a workspace, may hold at one time; null: any amount. Running instances and the
 * nodes of clusters count by their sizes, containers by their disks also while they are stopped.
 */
export const QuotaLimits = z.object({
  cpus: limit(1_000_000).describe('processors'),
  memoryMb: limit(1_000_000_000_000).describe('MiB'),
  gpus: limit(100_000),
  diskGb: limit(1_000_000_000).describe('GiB of the disks of containers'),
  instances: limit(1_000_000).describe('running ones'),
  nodes: limit(1_000_000).describe('of clusters; for a user those that work for the user’s jobs')
});
export type QuotaLimits = z.infer<typeof QuotaLimits>;

export const QuotaScope = z.enum(['user', 'workspace']);
export type QuotaScope = z.infer<typeof QuotaScope>;

/** The subject of the quota that all have who have none of their own. */
export const EVERYBODY = '*';

export const Quota = z.object({
  scope: QuotaScope,
  subject: z.string().describe('a username, or the id of a workspace; `*`: each without its own'),
  name: z.string().describe('for people'),
  limits: QuotaLimits,
  updatedAt: Timestamp,
  updatedBy: z.string()
});
export type Quota = z.infer<typeof Quota>;

/** What is held of each thing that a quota can limit. */
export const HeldAmounts = z.object({
  cpus: z.number().nonnegative(),
  memoryMb: z.number().nonnegative(),
  gpus: z.number().nonnegative(),
  diskGb: z.number().nonnegative(),
  instances: z.number().nonnegative(),
  nodes: z.number().nonnegative()
});
export type HeldAmounts = z.infer<typeof HeldAmounts>;

/** An instance, or a node of a cluster, with what it counts for. */
export const Holding = z.object({
  id: Id,
  kind: z.enum(['instance', 'node']),
  name: z.string().describe('of the instance or of the cluster'),
  workspaceId: Id,
  user: z.string().nullable().describe('null: nobody in particular, as of a node that is idle'),
  userName: z.string().nullable().describe('for people'),
  clusterId: Id.nullable().describe('of a node'),
  job: z.object({ id: Id, name: z.string() }).nullable().describe('that a node works for'),
  amounts: HeldAmounts,
  unlimited: z
    .array(z.enum(['cpus', 'memoryMb', 'diskGb']))
    .describe('has no limit of its own in these, and counts as what it could take of the machine')
});
export type Holding = z.infer<typeof Holding>;

/** What a user or a workspace holds now, against the quota that it has. */
export const UsageSubject = z.object({
  scope: QuotaScope,
  subject: z.string(),
  name: z.string(),
  limits: QuotaLimits.nullable().describe('null: no quota'),
  isOwn: z.boolean().describe('false: the quota of all who have none of their own'),
  used: HeldAmounts,
  holdings: z.array(Holding)
});
export type UsageSubject = z.infer<typeof UsageSubject>;

const QuotaParams = z.object({ scope: QuotaScope, subject: z.string().min(1).max(250) });
const one = '/api/usage/quotas/:scope/:subject';

/** The routes of `usage` that tell of and set quotas. */
export const quotas = {
  list: route({
    method: 'GET',
    path: '/api/usage/quotas',
    summary: 'List the quotas that were set',
    response: z.object({ items: z.array(Quota) })
  }),
  set: route({
    method: 'PUT',
    path: one,
    summary:
      'Set the quota of a user, of a workspace, or with `*` of each that has none of its own',
    params: QuotaParams,
    body: QuotaLimits,
    response: Quota
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Take a quota away; what all without their own have then counts',
    params: QuotaParams,
    response: Empty
  })
};
