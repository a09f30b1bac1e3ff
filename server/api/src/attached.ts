import { z } from 'zod';
import { route } from './route.ts';
import { Description, Empty, Id, ListQuery, Name, pageOf, Reference, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** What an attached compute is. Kubernetes is refused: nothing is claimed that was never run. */
export const AttachedKind = z.enum(['docker', 'swarm', 'spark', 'ray', 'kubernetes']);

/** Whether programs spread their work over it, as over Spark; others run what is sent there. */
export const spreadsWork = (kind: string): boolean => kind === 'spark' || kind === 'ray';

const Pem = z.string().min(1).max(100_000);

const Address = z
  .string()
  .min(1)
  .max(500)
  .describe(
    'tcp://HOST:PORT, ssh://USER@HOST[:PORT][/SOCKET] or unix:///SOCKET; of Spark spark://HOST:PORT; of Ray http://HOST:8265'
  );

/** How to come in. Kept encrypted, and never shown again. */
export const AttachedCredentials = z.object({
  tls: z
    .object({ ca: Pem.optional(), cert: Pem.optional(), key: Pem.optional() })
    .optional()
    .describe('PEM texts, for tcp://'),
  ssh: z
    .object({ privateKey: Pem, passphrase: z.string().max(1_000).optional() })
    .optional()
    .describe('for ssh://'),
  token: z
    .string()
    .regex(/^\S{1,1000}$/, 'write it without spaces')
    .optional()
    .describe('what Spark’s master asks for (`spark.authenticate.secret`), or Ray’s dashboard')
});

/** What is left out stays; null removes. */
const ChangedCredentials = z.object({
  tls: z
    .object({ ca: Pem.nullish(), cert: Pem.nullish(), key: Pem.nullish() })
    .nullish()
    .describe('PEM texts, each by itself'),
  ssh: AttachedCredentials.shape.ssh.nullable(),
  token: AttachedCredentials.shape.token.nullable()
});

/** Takes the place of all that is kept. */
export function onlyCredentials({ ssh, tls, token }: z.input<typeof AttachedCredentials> = {}) {
  const parts = { ca: tls?.ca ?? null, cert: tls?.cert ?? null, key: tls?.key ?? null };
  return { ssh: ssh ?? null, tls: tls ? parts : null, token: token ?? null };
}

const Python = z
  .string()
  .max(1_000)
  .regex(/^(\/[^\s:]+|[\w.-]+)$/, 'write a path from the root, or a name')
  .default('python3');

/** How a Spark cluster is used: programs run on the studio’s machine, what they spread on the workers. */
export const SparkSettings = z.object({
  python: Python.describe('with PySpark, on the studio’s machine; its folder comes first in PATH'),
  workerPython: Python.describe('of the same version, on the machines of the workers'),
  webUi: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .describe('page of the master that lists its workers; http://HOST:8080 if left out'),
  properties: z
    .record(
      z.string().regex(/^spark\.[\w.-]{1,200}$/, 'names begin with spark.'),
      z.string().regex(/^[^\r\n]{1,1000}$/, 'write one line')
    )
    .default({})
    .describe('of Spark, for every job and kernel')
});

const HostKeys = z
  .array(
    z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'write it as `ssh-keygen -l` does: SHA256:…')
  )
  .max(1_000)
  .describe('keys of the hosts, for ssh://; no other host is talked to');

export const AttachedMachine = z.object({
  name: z.string(),
  cpus: z.number(),
  memoryMb: z.number().int(),
  gpus: z.number().int(),
  problem: z.string().nullable().describe('why no work can be brought there')
});

/**
 * A container engine, a Swarm of them, or a cluster of Spark or Ray, on which clusters can be made; on an
 * engine also instances.
 */
export const AttachedCompute = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  kind: AttachedKind,
  address: z.string(),
  credentials: z.enum(['none', 'tls', 'ssh', 'token']),
  hostKeys: HostKeys,
  spark: SparkSettings.extend({
    kernelspec: z.string().nullable().describe('of its kernels; null: that Python has no ipykernel')
  })
    .nullable()
    .describe('null for all but Spark'),
  state: z.enum(['reachable', 'unreachable']).describe('when it was last tested'),
  problem: z.string().nullable(),
  version: z.string().nullable().describe('of its engine or Ray; of Spark that of PySpark'),
  machines: z.array(AttachedMachine),
  clusters: z.array(z.string()).describe('names of those that are on it'),
  instances: z.array(z.string()).describe('names of those whose containers are on it'),
  checkedAt: Timestamp,
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type AttachedCompute = z.infer<typeof AttachedCompute>;

const Params = WorkspaceParams.extend({ attached: Reference });
const all = `${inWorkspace}/attached-compute`;
const one = `${all}/:attached`;

export const attached = {
  list: route({
    method: 'GET',
    path: all,
    summary: 'List attached compute by name',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(AttachedCompute)
  }),
  create: route({
    method: 'POST',
    path: all,
    summary: 'Attach an engine, a Swarm, Spark or Ray, if the test of the connection passes',
    status: 201,
    params: WorkspaceParams,
    body: z.object({
      name: Name,
      description: Description,
      kind: AttachedKind.default('docker'),
      address: Address,
      credentials: AttachedCredentials.prefault({}),
      hostKeys: HostKeys.default([]),
      spark: SparkSettings.optional().describe('of Spark; as it is by default if left out')
    }),
    response: AttachedCompute
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get an attached compute',
    params: Params,
    response: AttachedCompute
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Rename, describe, or reach it in another way, if the test of that passes',
    params: Params,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      address: Address.optional(),
      credentials: ChangedCredentials.optional().describe('what is left out stays; null removes'),
      hostKeys: HostKeys.optional(),
      spark: SparkSettings.optional().describe('replaces all of it')
    }),
    response: AttachedCompute
  }),
  test: route({
    method: 'POST',
    path: `${one}/test`,
    summary: 'Test the connection; what is found out is kept and answered',
    params: Params,
    response: AttachedCompute
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Detach; `in-use` while clusters or instances are on it',
    params: Params,
    response: Empty
  })
};
