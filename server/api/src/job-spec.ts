import { z } from 'zod';
import { EnvironmentVariables, ImageName } from './compute-instance.ts';
import { Description, Name, Reference, Sha256, Tags } from './values.ts';

/** The name of an input, output, param: a part of a variable's name. */
const Key = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must hold only letters, digits and underscores');
const Text = z.string().max(6_000);

/** A path within the code: relative, and not out of it. */
const CodePath = z
  .string()
  .min(1)
  .max(1_024)
  .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))/, 'must lie within the code');

/**
 * What a job runs. In commands and arguments `${{inputs.NAME}}`, `${{outputs.NAME}}` and
 * `${{params.NAME}}` stand for paths and values.
 */
export const JobProgram = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('command'),
    command: z.string().min(1).max(32_000).describe('for /bin/sh')
  }),
  z.object({
    type: z.literal('script'),
    path: CodePath.describe('.py, .ts, .mts, .js, .mjs, .R or .sh'),
    arguments: z.array(z.string().max(8_000)).max(200).default([])
  }),
  z.object({
    type: z.literal('notebook'),
    path: CodePath,
    language: z
      .enum(['typescript', 'python', 'r'])
      .optional()
      .describe('what the notebook says, if left out')
  })
]);
export type JobProgram = z.infer<typeof JobProgram>;

/** `normal` work may push away `low`, `high` both, on clusters with preemption. */
export const JobPriority = z.enum(['low', 'normal', 'high']);
export type JobPriority = z.infer<typeof JobPriority>;

const Params = z.record(Key, Text);

export const JobSpec = z.object({
  name: z.string().min(1).max(250).optional().describe('what it runs, if left out'),
  description: Description,
  experiment: Name.default('jobs').describe('of the run that the job is'),
  cluster: Reference.default('local'),
  program: JobProgram,
  code: z
    .union([
      z.object({ sha256: Sha256.describe('a tar archive among the blobs') }),
      z.object({
        folder: z
          .string()
          .min(1)
          .max(4_096)
          .describe('of the server’s machine, or within your files')
      })
    ])
    .optional()
    .describe('files that the program starts among; a folder is kept as it is now'),
  image: ImageName.optional().describe('wins over the environment'),
  environment: z.string().max(200).optional().describe('`name:version` or `name`: the newest one'),
  inputs: z
    .record(Key, z.string().min(1).max(500))
    .default({})
    .describe('datasets by name, e.g. `diabetes:3`, `diabetes` or their URI'),
  outputs: z
    .record(Key, z.object({ dataset: Name.optional() }))
    .default({})
    .describe('folders; kept as artifacts, and if `dataset` is named as its next version'),
  params: Params.default({}),
  environmentVariables: EnvironmentVariables.default({}),
  secrets: z
    .record(EnvironmentVariables.keyType, z.string().min(1).max(32_000))
    .default({})
    .describe('variables that are never shown; dropped when the job has ended'),
  nodes: z.number().int().min(1).max(64).default(1).describe('all start together'),
  array: z
    .union([
      z.object({ count: z.number().int().min(1).max(1_000) }),
      z.object({ params: z.array(Params).min(1).max(1_000) })
    ])
    .optional()
    .describe('as many jobs, each with its index and its params'),
  maxRetries: z.number().int().min(0).max(20).default(0),
  retryDelaySeconds: z.number().int().min(0).max(86_400).default(0),
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(31_536_000)
    .optional()
    .describe('of each attempt, from its start'),
  priority: JobPriority.default('normal'),
  tags: Tags.default({})
});
export type JobSpec = z.infer<typeof JobSpec>;
