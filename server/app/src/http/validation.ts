import { AtelierError } from '@atelier-ml/api';
import type { Route } from '@atelier-ml/api';
import { z } from 'zod';
import { inWords } from './issue-words.ts';

type Part = 'params' | 'query' | 'body';
type Fields = { path: string; message: string }[];

const FIELDS_TOLD = 20;
const NUL = '\u0000';

/** The parts of a request that its route describes, with defaults filled in. */
export function parseInput(route: Route, request: Record<Part, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const fields: Fields = [];
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = route[part];
    if (!(schema instanceof z.ZodType)) {
      continue;
    }
    const parsed = schema.safeParse(request[part], { error: inWords });
    if (parsed.success) {
      input[part] = parsed.data;
    } else {
      fields.push(...problemsOf(parsed.error, part));
    }
  }
  if (fields.length) {
    throw invalid(fields);
  }
  return input;
}

/** One finding a field: the first says enough. */
function problemsOf(error: z.ZodError, part: Part): Fields {
  const first = new Map<string, string>();
  for (const issue of error.issues) {
    const path = [part, ...issue.path].join('.');
    const said = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
    first.set(path, first.get(path) ?? said ?? issue.message);
  }
  return [...first].slice(0, FIELDS_TOLD).map(([path, message]) => ({ path, message }));
}

function invalid(fields: Fields): AtelierError {
  const [first] = fields;
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  const path = first!.path.replace(/^(body|params|query)\./, '');
  return new AtelierError('invalid-input', `${path}: ${first!.message}${more}.`, {
    remedy: 'Correct the fields named here and send the request again.',
    fields
  });
}

/**
 * The same value with the character U+0000 replaced, which a database cannot hold in a text: what
 * a program has logged must not be lost because of it.
 */
export function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.includes(NUL) ? value.replaceAll(NUL, '\uFFFD') : value;
  }
  if (Array.isArray(value)) {
    return value.map(withoutNul);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [withoutNul(key), withoutNul(item)])
    );
  }
  return value;
}
