import { z } from 'zod';
import { Build, EnvironmentSpec, EnvironmentVersion, ImageReference } from './environment-spec.ts';
import { registries, Transfer, transfers } from './registries.ts';
import { route } from './route.ts';
import {
  Bytes,
  Description,
  Empty,
  Id,
  ListQuery,
  Name,
  pageOf,
  Reference,
  Timestamp,
  VersionNumber
} from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** What programs run in: versions, each of which is built as a container image. */
export const Environment = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  latest: EnvironmentVersion,
  versionCount: z.number().int().positive(),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Environment = z.infer<typeof Environment>;

export const EnvironmentImage = z.object({
  id: z.string(),
  tags: z.array(z.string()),
  size: Bytes,
  createdAt: Timestamp,
  users: z
    .array(
      z.object({
        workspaceId: Id,
        environment: z.string(),
        version: z.number().int(),
        hasCopy: z.boolean().describe('a registry has it, too')
      })
    )
    .describe('the versions of environments that it is the image of'),
  instances: z.array(z.object({ workspaceId: Id, name: z.string() })).describe('that run it')
});
export type EnvironmentImage = z.infer<typeof EnvironmentImage>;

/** The container engine that builds, and the image that environments start from. */
export const BuildEngine = z.object({
  reachable: z.boolean(),
  version: z.string().nullable(),
  problem: z.string().nullable().describe('why it cannot be used'),
  base: z.object({ reference: z.string(), size: Bytes }).nullable().describe('null: not made yet'),
  bootstrap: z.object({
    state: z.enum(['idle', 'running', 'failed', 'done']),
    log: z.string(),
    error: z.string().nullable()
  })
});
export type BuildEngine = z.infer<typeof BuildEngine>;

const Params = WorkspaceParams.extend({ environment: Reference });
const VersionParams = Params.extend({ version: VersionNumber });
const build = z.boolean().default(false).describe('build it at once');
const all = `${inWorkspace}/environments`;
const one = `${all}/:environment`;
const version = `${one}/versions/:version`;

const versionRoute = (action: string, summary: string) =>
  route({
    method: 'POST',
    path: `${version}/${action}`,
    summary,
    params: VersionParams,
    response: EnvironmentVersion
  });

export const environments = {
  engine: route({
    method: 'GET',
    path: '/api/environments/engine',
    summary: 'Does the container engine answer, and is there an image to start from',
    response: BuildEngine
  }),
  bootstrap: route({
    method: 'POST',
    path: '/api/environments/bootstrap',
    summary: 'Make the image that environments start from out of this machine; needs no registry',
    body: z.object({
      from: z
        .enum(['auto', 'debian', 'machine'])
        .default('auto')
        .describe(
          '`debian`: a minimal Debian with apt, made by mmdebstrap; `machine`: its own programs; `auto`: the first that is possible'
        )
    }),
    response: BuildEngine
  }),
  curated: route({
    method: 'GET',
    path: '/api/environments/curated',
    summary: 'Ready-made specifications',
    response: z.object({
      items: z.array(z.object({ name: z.string(), description: z.string(), spec: EnvironmentSpec }))
    })
  }),
  dockerfile: route({
    method: 'POST',
    path: '/api/environments/dockerfile',
    summary: 'What would be built: the Dockerfile of a specification, and the files beside it',
    body: z.object({ spec: EnvironmentSpec }),
    response: z.object({
      dockerfile: z.string(),
      files: z.array(z.string()).describe('paths in the context of the build')
    })
  }),
  draft: route({
    method: 'POST',
    path: '/api/environments/draft',
    summary: 'Make a specification of what a kernel has installed',
    body: z.object({
      pip: z.string().max(1_000_000).default('').describe('what `pip freeze` prints'),
      npm: z.string().max(1_000_000).default('').describe('what `npm ls --json` prints')
    }),
    response: z.object({ spec: EnvironmentSpec, leftOut: z.array(z.string()) })
  }),
  images: route({
    method: 'GET',
    path: '/api/environments/images',
    summary: 'Images of environments on this machine, with what uses them',
    response: z.object({ items: z.array(EnvironmentImage) })
  }),
  deleteImage: route({
    method: 'DELETE',
    path: '/api/environments/images',
    summary:
      'Delete an image; `in-use` while something runs it, or a version of which no registry has a copy',
    query: z.object({ image: z.string().min(1).max(500).describe('id or tag') }),
    response: Empty
  }),
  list: route({
    method: 'GET',
    path: all,
    summary: 'List environments by name',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(Environment)
  }),
  create: route({
    method: 'POST',
    path: all,
    summary: 'Create an environment with its first version',
    status: 201,
    params: WorkspaceParams,
    body: z.object({ name: Name, description: Description, spec: EnvironmentSpec, build }),
    response: Environment
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get an environment',
    params: Params,
    response: Environment
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Rename or describe',
    params: Params,
    body: z.object({ name: Name.optional(), description: z.string().max(10_000).optional() }),
    response: Environment
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Delete an environment with its images; `in-use` while one is built or runs',
    params: Params,
    response: Empty
  }),
  versions: {
    list: route({
      method: 'GET',
      path: `${one}/versions`,
      summary: 'Versions, the newest first',
      params: Params,
      response: z.object({ items: z.array(EnvironmentVersion) })
    }),
    create: route({
      method: 'POST',
      path: `${one}/versions`,
      summary: 'Add a version; versions are never changed',
      status: 201,
      params: Params,
      body: z.object({ spec: EnvironmentSpec, build }),
      response: EnvironmentVersion
    }),
    get: route({
      method: 'GET',
      path: version,
      summary: 'Get a version with its steps and lock',
      params: VersionParams,
      response: EnvironmentVersion
    }),
    build: versionRoute('build', 'Build it, after those that wait already'),
    cancel: versionRoute('cancel', 'Cancel its build'),
    rebuild: versionRoute('rebuild', 'Add and build a version with exactly what the lock names'),
    log: route({
      method: 'GET',
      path: `${version}/log`,
      summary: 'The log of its build, from a position on',
      params: VersionParams,
      query: z.object({ after: z.coerce.number().int().nonnegative().default(0) }),
      response: Build
    }),
    push: route({
      method: 'POST',
      path: `${version}/push`,
      summary: 'Begin to send its image to a registry',
      status: 201,
      params: VersionParams,
      body: z.object({ reference: ImageReference.describe('HOST/NAME:TAG') }),
      response: Transfer
    })
  },
  registries,
  transfers
};
