import { z } from 'zod';

/** How protobuf writes an int64 in JSON: as a number, or as digits. */
export const Int64 = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,16}$/)
    .transform(Number)
    .pipe(z.number().int())
]);

const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A double: a number, its text, or one of the three that JSON cannot write. */
export const Double = z.union([
  z.number(),
  z.union([z.string().regex(FLOAT), z.literal(['NaN', 'Infinity', '-Infinity'])]).transform(Number)
]);

/** A flag; in a query it is a word. */
export const Flag = z.union([
  z.boolean(),
  z.literal(['true', 'false']).transform(v => v === 'true')
]);

/** A name of an enumeration or its number. */
const named = <const T extends Record<string, number>>(values: T) => {
  const names = Object.keys(values) as (keyof T & string)[];
  const byNumber = new Map(Object.entries(values).map(([name, number]) => [number, name]));
  return z.union([
    z.enum(names as [keyof T & string, ...(keyof T & string)[]]),
    z
      .number()
      .int()
      .refine(number => byNumber.has(number))
      .transform(number => byNumber.get(number) as keyof T & string)
  ]);
};

export const ViewType = named({ ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 });
export const RunStatusName = named({
  RUNNING: 1,
  SCHEDULED: 2,
  FINISHED: 3,
  FAILED: 4,
  KILLED: 5
});
export const LoggedModelStatusName = named({
  LOGGED_MODEL_STATUS_UNSPECIFIED: 0,
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3
});

/** What protobuf takes for absent when it is empty. */
export const Required = z.string().min(1);
export const Text = z.string();
export const PageToken = z.string().max(20_000).optional();

/** A tag or a param: the value may be left out. */
export const KeyValue = z.object({ key: z.string(), value: z.string().default('') });
export const KeyValues = z.array(KeyValue).default([]);

/** NaN is written as text. */
export const DoubleOut = z.union([z.number(), z.literal('NaN')]);

export const Empty = z.object({});
