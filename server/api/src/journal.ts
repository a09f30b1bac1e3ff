import { z } from 'zod';
import { Bytes, Id, MetricValue, Name, Sha256, Tags, Timestamp } from './values.ts';

const Key = z
  .string()
  .min(1)
  .max(250)
  .regex(
    /^[\p{L}\p{N}_.\-/ :@%]+$/u,
    'must hold only letters, digits and _ . - / : @ % and spaces'
  );

/** A cell as it was executed during a run. */
export const ExecutedCell = z.object({
  cellId: z.string().max(128),
  executionCount: z.number().int().nonnegative().nullable(),
  source: z.string().max(1_000_000),
  sourceHash: Sha256,
  at: Timestamp
});
export type ExecutedCell = z.infer<typeof ExecutedCell>;

/** Which way a metric is better. */
export const MetricGoal = z.enum(['maximize', 'minimize']);
export type MetricGoal = z.infer<typeof MetricGoal>;

/** A dataset that a run has used, as MLflow's clients describe it too. */
export const RunDataset = z.object({
  name: z.string().min(1).max(500),
  digest: z.string().min(1).max(64),
  context: z.string().max(250).nullable().default(null).describe('e.g. `training`'),
  sourceType: z.string().max(64).default('atelier'),
  source: z.string().max(65_535).default(''),
  schema: z.string().max(1_048_575).nullable().default(null),
  profile: z.string().max(16_777_215).nullable().default(null)
});
export type RunDataset = z.infer<typeof RunDataset>;

const entry = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({
    seq: z.number().int().min(1).describe('1, 2, 3 … within run and source'),
    at: Timestamp,
    type: z.literal(type),
    ...shape
  });

/** One thing that was logged, as it stands in the journal on the client's disk and goes over the wire. */
export const JournalEntry = z.discriminatedUnion('type', [
  entry('start', {
    experiment: Name,
    name: z.string().max(250).optional(),
    parent: Id.optional(),
    user: z.string().max(250).optional(),
    forkedFrom: z.object({ run: Id, step: z.number().int() }).optional(),
    notebook: z.string().max(4096).optional(),
    tags: Tags.default({}),
    environment: z.record(z.string(), z.string().max(8_000)).default({})
  }),
  entry('metric', { key: Key, value: MetricValue, step: z.number().int().default(0) }),
  entry('metric-definition', {
    key: Key,
    unit: z.string().max(50).nullable().default(null),
    goal: MetricGoal.nullable().default(null)
  }),
  entry('log', { stream: z.enum(['stdout', 'stderr']), text: z.string().max(65_536) }),
  entry('dataset', { dataset: RunDataset }),
  entry('param', { key: Key, value: z.string().max(6_000) }),
  entry('tag', { key: Key, value: z.string().max(8_000) }),
  entry('artifact', {
    path: z.string().min(1).max(1024).describe('relative, with forward slashes'),
    sha256: Sha256,
    size: Bytes,
    mediaType: z.string().max(255).default('application/octet-stream'),
    step: z.number().int().optional()
  }),
  entry('cell', { cell: ExecutedCell }),
  entry('input', {
    uri: z.string().max(1024).describe('e.g. atelier://default/datasets/diabetes:1')
  }),
  entry('output', { uri: z.string().max(1024) }),
  entry('end', {
    status: z.enum(['finished', 'failed', 'killed']),
    error: z.string().max(10_000).optional()
  }),
  entry('resume', {})
]);
export type JournalEntry = z.infer<typeof JournalEntry>;
/** A journal entry before defaults are filled in: what a client writes. */
export type JournalEntryInput = z.input<typeof JournalEntry>;

/**
 * Entries of one run from one source, in order of `seq`. The server keeps, for each run and
 * source, the highest seq that it has stored: what is at or below it is skipped (so a batch
 * may be sent again), a gap above it is refused with `sequence-gap`. A batch is stored whole or
 * not at all. An empty batch is a heartbeat.
 */
export const JournalBatch = z.object({
  source: Id.describe('who logs: one per process that opened the run'),
  entries: z.array(JournalEntry).max(10_000)
});
export const JournalReceipt = z.object({
  acknowledged: z
    .number()
    .int()
    .nonnegative()
    .describe('highest seq of this source that is durable')
});
