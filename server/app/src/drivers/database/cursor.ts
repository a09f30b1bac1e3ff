import { AtelierError } from '@atelier-ml/api';
import type { z } from 'zod';

/** Where a page of a list has ended, as text that callers hand back without looking into it. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws `invalid-input` for a text that no list has given out. */
export function decodeCursor<S extends z.ZodType>(cursor: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    throw new AtelierError('invalid-input', 'The cursor is not one that this list has given out.', {
      remedy: 'Ask for the first page again, without a cursor.',
      fields: [{ path: 'query.cursor', message: 'is not a cursor of this list' }],
      cause
    });
  }
}

/** Splits what a query with one row too many has found into a page and the cursor of the next. */
export function cutPage<T>(
  rows: T[],
  limit: number,
  positionOf: (row: T) => unknown
): { rows: T[]; nextCursor?: string } {
  if (rows.length <= limit) {
    return { rows };
  }
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: encodeCursor(positionOf(page.at(-1)!)) };
}
