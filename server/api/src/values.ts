import { z } from 'zod';

/** 32 hexadecimal digits, made by whoever creates the thing, so that a repeated request is the same one. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'must be 32 lower-case hexadecimal digits')
  .describe('32 lower-case hexadecimal digits');

/** The name of an asset: what a user types after `atelier://workspace/datasets/`. */
export const Name = z
  .string()
  .min(1, 'must not be empty')
  .max(128, 'must have at most 128 characters')
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u,
    'must start with a letter or digit and hold only letters, digits, spaces, dots, dashes and underscores'
  )
  .regex(/\S$/u, 'must not end with a space');

/** A path segment that names a thing by its id or by its name. */
export const Reference = z.string().min(1).max(128);

export const Description = z.string().max(10_000).default('');
export const Tags = z.record(z.string().min(1).max(250), z.string().max(8_000));

/** Milliseconds since 1970-01-01 UTC. */
export const Timestamp = z.number().int().nonnegative().describe('milliseconds since 1970, UTC');
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
  .describe('SHA-256 of the content, 64 hexadecimal digits');
export const Bytes = z.number().int().nonnegative().describe('bytes');
export const VersionNumber = z.coerce.number().int().min(1).max(2_147_483_647);

/** A number, or the three that JSON cannot write. */
export const MetricValue = z.union([z.number(), z.literal(['NaN', 'Infinity', '-Infinity'])]);
export type MetricValue = z.infer<typeof MetricValue>;

/** MetricValue as a JavaScript number. */
export function toNumber(value: MetricValue): number {
  return typeof value === 'number' ? value : Number(value);
}

/** A JavaScript number as MetricValue. */
export function toMetricValue(value: number): MetricValue {
  return Number.isFinite(value) ? value : (String(value) as MetricValue);
}

/** What every list takes: text to search for, page size, and where the page before ended. */
export const ListQuery = z.object({
  search: z.string().max(500).optional().describe('text that name or description contains'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(1000).optional().describe('`nextCursor` of the page before')
});

/** A page of a list: `total` counts what matches the search, over all pages. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().int().nonnegative(),
    nextCursor: z.string().optional()
  });

export const Empty = z.object({});
