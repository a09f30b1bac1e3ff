import { AtelierError, parseFilter, parseOrder, SearchProblem } from '@atelier-ml/api';
import type { Filter, OrderKey, SearchGrammar } from '@atelier-ml/api';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../../drivers/database/index.ts';
import { Position, STAGES } from './order.store.ts';
import type { Place } from './run-search.store.ts';
import type { RunSearch } from './run-search.ts';

/** @throws AtelierError `invalid-input` that names the place */
export function readFilter(text: string | undefined, grammar: SearchGrammar, path: string): Filter {
  return naming(path, 'The filter cannot be read', () => parseFilter(text ?? '', grammar));
}

/** @throws AtelierError `invalid-input` that names the place */
export function readOrder(
  texts: readonly string[],
  grammar: SearchGrammar,
  path: string
): OrderKey[] {
  const keys: OrderKey[] = [];
  texts.forEach((text, index) => {
    const own = texts.length > 1 || path.startsWith('body') ? `${path}.${index}` : path;
    keys.push(...naming(own, 'The order cannot be read', () => parseOrder(text, grammar, keys)));
  });
  return keys;
}

function naming<T>(path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof SearchProblem)) {
      throw cause;
    }
    const { at, message } = cause;
    throw new AtelierError('invalid-input', `${what}: ${message}.`, {
      remedy: 'Write it like `metrics.auc > 0.8 AND params.model = "forest"`.',
      fields: [{ path, message, at }],
      cause
    });
  }
}

/** Tells one search from another, whenever it is made. */
export function fingerprintOf(search: RunSearch): string {
  // JSON has no NaN and no Infinity.
  const text = JSON.stringify(search, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? `#${value}` : value
  );
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

const Cursor = z.tuple([z.string(), z.enum(STAGES), Position]);

export function writeCursor(search: RunSearch, { position, stage }: Place): string {
  return encodeCursor([fingerprintOf(search), stage, position]);
}

/** @throws AtelierError `invalid-input` for a cursor of another search */
export function readCursor(search: RunSearch, cursor: string): Place {
  const [fingerprint, stage, position] = decodeCursor(cursor, Cursor);
  if (fingerprint !== fingerprintOf(search)) {
    throw new AtelierError('invalid-input', 'The cursor belongs to another search.', {
      remedy: 'Hand a cursor back with the filter, the order and the view that it was given for.',
      fields: [{ path: 'cursor', message: 'is of another search' }]
    });
  }
  return { stage, position };
}
