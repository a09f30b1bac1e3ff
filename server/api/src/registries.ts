import { z } from 'zod';
import { ImageReference } from './environment-spec.ts';
import { errorCode } from './errors.ts';
import { route } from './route.ts';
import { Bytes, Empty, Id, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

export const Registry = z.object({
  host: z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, 'must be HOST or HOST:PORT'),
  username: z.string().max(500).describe('empty: it is asked without a login'),
  users: z
    .array(z.object({ environment: z.string(), version: z.number().int() }))
    .describe('versions of environments that have a copy there, or start from an image there'),
  updatedAt: Timestamp
});
export type Registry = z.infer<typeof Registry>;

/** An image on its way to a registry or from one. Kept until the server ends. */
export const Transfer = z.object({
  id: Id,
  workspaceId: Id,
  kind: z.enum(['push', 'pull']),
  reference: z.string().describe('HOST/NAME:TAG or HOST/NAME@DIGEST'),
  environment: z
    .object({ name: z.string(), version: z.number().int() })
    .nullable()
    .describe('whose image it is'),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  bytes: z.object({ moved: Bytes, total: Bytes }).describe('of the layers that are known so far'),
  digest: z.string().nullable().describe('`sha256:…` by which the registry knows it'),
  error: z
    .object({ code: errorCode, message: z.string(), remedy: z.string().optional() })
    .nullable(),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable()
});
export type Transfer = z.infer<typeof Transfer>;

const HostParams = WorkspaceParams.extend({ host: Registry.shape.host });
const TransferParams = WorkspaceParams.extend({ transfer: Id });
const registry = `${inWorkspace}/registries/:host`;
const transfer = `${inWorkspace}/transfers/:transfer`;

export const registries = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/registries`,
    summary: 'Registries with a login; passwords are never answered',
    params: WorkspaceParams,
    response: z.object({ items: z.array(Registry) })
  }),
  set: route({
    method: 'PUT',
    path: registry,
    summary: 'Keep the login of a registry, encrypted',
    params: HostParams,
    body: z.object({
      username: Registry.shape.username,
      password: z.string().max(10_000),
      check: z.boolean().default(false).describe('keep it only if the registry accepts it')
    }),
    response: Registry
  }),
  test: route({
    method: 'POST',
    path: `${registry}/test`,
    summary: 'Log in; `registry-unreachable` or `registry-refused` says what is wrong',
    params: HostParams,
    response: Empty
  }),
  delete: route({
    method: 'DELETE',
    path: registry,
    summary: 'Forget the login of a registry',
    params: HostParams,
    response: Empty
  }),
  pull: route({
    method: 'POST',
    path: `${inWorkspace}/registries/pull`,
    summary: 'Begin to fetch an image from its registry',
    status: 201,
    params: WorkspaceParams,
    body: z.object({ reference: ImageReference }),
    response: Transfer
  })
};

export const transfers = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/transfers`,
    summary: 'Images on their way and those that have arrived, the newest first',
    params: WorkspaceParams,
    response: z.object({ items: z.array(Transfer) })
  }),
  get: route({
    method: 'GET',
    path: transfer,
    summary: 'How far an image is on its way',
    params: TransferParams,
    response: Transfer
  }),
  cancel: route({
    method: 'POST',
    path: `${transfer}/cancel`,
    summary: 'Stop a transfer',
    params: TransferParams,
    response: Transfer
  })
};
