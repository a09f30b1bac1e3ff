import { z } from 'zod';
import { Bytes, Id, Timestamp } from './values.ts';

const line = z.string().regex(/^[^\r\n\0]+$/, 'must be one line');
const listOf = (item: z.ZodString) => z.array(item).max(2_000).default([]);

/** Nothing that a shell or an option parser would take for more than a name. */
const PackageName = z
  .string()
  .max(500)
  .regex(/^[A-Za-z0-9@][A-Za-z0-9@/._+~:=<>!,*^-]*$/, 'must be the name of a package');
/** Lines of a file that conda or its like reads; nothing that is an option, and no login. */
export const CondaSpec = z
  .string()
  .max(1_000)
  .regex(
    /^(?!https?:\/\/[^/]*@)(?!https?:.*\/t\/)[A-Za-z0-9_][^\r\n\0]*$/,
    'must be what conda looks for, like `numpy>=2`, or the URL of a package without a login'
  );
export const CondaChannel = z
  .string()
  .max(500)
  .regex(
    /^(https?:\/\/(?!.*\/t\/)[^\s@]+|[A-Za-z0-9][A-Za-z0-9._/-]*)$/,
    'must be a channel, like `conda-forge`, or its URL without a login'
  );
const DebianPackage = z
  .string()
  .max(300)
  .regex(
    /^[a-z0-9][a-z0-9+.-]*(:[a-z0-9]+)?(=[A-Za-z0-9.+~:-]+)?$/,
    'must be a package of Debian, like `git` or `git=1:2.39.5-0`'
  );
const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a name of an environment variable');
export const ImageReference = z
  .string()
  .max(500)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._:/@-]*$/, 'must name an image, like `atelier/base:latest`');
const FilePath = z
  .string()
  .max(500)
  .regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[^\r\n\0]+$/, 'must be a path below the context');

/** Kernels that notebooks find in the image. */
export const EnvironmentKernels = z.array(z.enum(['python', 'typescript', 'r'])).default([]);
const Files = z
  .record(FilePath, z.string().max(5_000_000))
  .describe('text of each file by its path');
const shared = { kernels: EnvironmentKernels };
const base = ImageReference.default('atelier/base:latest').describe('image that it starts from');

/** What an environment is made of. */
export const EnvironmentSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('packages'),
    base,
    apt: listOf(DebianPackage),
    pip: listOf(line.max(1_000)).describe('lines of a requirements file'),
    conda: listOf(CondaSpec).describe('match specifications of conda, or URLs of all packages'),
    channels: listOf(CondaChannel).describe(
      'of conda, the first before the next; none: conda-forge'
    ),
    npm: listOf(PackageName),
    r: listOf(PackageName),
    environmentVariables: z.record(VariableName, line.max(32_000).or(z.literal(''))).default({}),
    setUp: listOf(line.max(10_000)).describe('shell commands, each a step'),
    ...shared
  }),
  z.object({
    kind: z.literal('dockerfile'),
    dockerfile: z.string().min(1).max(1_000_000),
    files: Files.default({}),
    ...shared
  }),
  z.object({
    kind: z.literal('files').describe('what repo2docker reads'),
    base,
    files: Files.describe(
      'requirements.txt, environment.yml or conda.yml, apt.txt, package.json, install.R, postBuild'
    ),
    ...shared
  })
]);
export type EnvironmentSpec = z.infer<typeof EnvironmentSpec>;

/** Every package of an image with its exact version. */
export const PackageLock = z.array(
  z.object({
    manager: z.enum(['apt', 'pip', 'conda', 'npm', 'r']),
    name: z.string(),
    version: z.string(),
    build: z.string().optional().describe('of a package of conda'),
    url: z.string().optional().describe('where it came from; known of packages of conda'),
    hash: z.string().optional().describe('`sha256:…` or `md5:…` of what lies there')
  })
);
export type PackageLock = z.infer<typeof PackageLock>;

export const BuildStep = z.object({
  name: z.string(),
  state: z.enum(['started', 'cached', 'done', 'failed'])
});
export type BuildStep = z.infer<typeof BuildStep>;

export const BuildState = z.enum(['draft', 'queued', 'building', 'ready', 'failed', 'cancelled']);

/** Where a registry keeps an image: it is fetched from there when this machine has it no more. */
export const ImageCopy = z.object({
  reference: z.string().describe('HOST/NAME:TAG'),
  digest: z.string().describe('`sha256:…` by which the registry knows it'),
  pushedAt: Timestamp
});
export type ImageCopy = z.infer<typeof ImageCopy>;

export const EnvironmentVersion = z.object({
  id: Id,
  environmentId: Id,
  version: z.number().int().positive(),
  spec: EnvironmentSpec,
  state: BuildState,
  error: z.string().nullable().describe('why the build failed'),
  image: z.string().describe('tag of its image'),
  digest: z.string().nullable().describe('`sha256:…` of the image, once built'),
  copies: z.array(ImageCopy).describe('in registries; the newest first'),
  size: Bytes.nullable(),
  lock: PackageLock.nullable(),
  steps: z.array(BuildStep),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable()
});
export type EnvironmentVersion = z.infer<typeof EnvironmentVersion>;

/** A piece of the log of a build. */
export const Build = z.object({
  text: z.string(),
  next: z.number().int().nonnegative().describe('hand it back as `after` for what comes then'),
  state: BuildState,
  steps: z.array(BuildStep)
});
