import type { IncomingMessage } from 'node:http';
import type { Route } from '@atelier-ml/api';
import { z } from 'zod';
import { withoutNul } from '../../http/index.ts';
import { invalid, MlflowError } from './errors.ts';

const LARGEST_BODY = 64 * 1024 * 1024;
const HINT = ' See the API docs for more information about request parameters.';

/** The parts of a request that its route describes, as far as it describes them. */
export interface ReadInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: Record<string, unknown>;
}

/** @throws MlflowError as MLflow words it */
export async function readInput(
  route: Route,
  request: IncomingMessage,
  parts: { params: Record<string, string>; query: URLSearchParams }
): Promise<ReadInput> {
  const input: ReadInput = {};
  if (route.params) {
    input.params = parse(route.params, withoutNul(parts.params)) as Record<string, string>;
  }
  if (route.query) {
    input.query = parse(route.query, withoutNul(queryOf(route.query, parts.query)));
  }
  if (route.body instanceof z.ZodType) {
    input.body = parse(route.body, await readBody(request));
  }
  return input;
}

function parse(schema: z.ZodType, given: unknown): Record<string, unknown> {
  const value = withAliases(withoutNull(given));
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) {
    return parsed.data as Record<string, unknown>;
  }
  throw invalid(sentenceOf(parsed.error.issues[0]!, value));
}

/** Old clients say `run_uuid`. */
function withAliases(value: unknown): unknown {
  if (value !== null && typeof value === 'object' && 'run_uuid' in value) {
    const { run_uuid: old, run_id: id } = value as { run_uuid?: unknown; run_id?: unknown };
    return { ...value, run_id: id === undefined || id === '' ? old : id };
  }
  return value;
}

/** To protobuf, a member that is null is one that is not there. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNull);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== null)
        .map(([key, member]) => [key, withoutNull(member)])
    );
  }
  return value;
}

function queryOf(schema: z.ZodObject, query: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries({ ...schema.shape, run_uuid: z.string() })) {
    if (query.has(name)) {
      values[name] = isList(field as z.ZodType) ? query.getAll(name) : query.get(name);
    }
  }
  return values;
}

function isList(field: z.ZodType): boolean {
  let inner = field;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner instanceof z.ZodArray;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await readAll(request);
  if (!bytes.length) {
    return {};
  }
  if (!/^application\/(?:[\w.+-]*\+)?json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new MlflowError(
      'BAD_REQUEST',
      "Bad Request. Content-Type must be one of ['application/json']."
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
    // Old clients write their JSON as a text in JSON.
    value = typeof value === 'string' ? JSON.parse(value) : value;
  } catch (cause) {
    throw new MlflowError('BAD_REQUEST', 'The body of the request is not valid JSON.', { cause });
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new MlflowError('BAD_REQUEST', 'The body of the request is not a JSON object.');
  }
  return bytes.includes('\\u0000') ? withoutNul(value) : value;
}

/** By events, which cost less than an iterator over the chunks. */
function readAll(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size > LARGEST_BODY) {
        request.off('data', take).pause();
        reject(
          new MlflowError('PAYLOAD_TOO_LARGE', 'The body of the request is larger than 64 MB.')
        );
      }
    };
    request
      .on('data', take)
      .once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
      .once('error', reject)
      .once('close', () => {
        if (!request.complete) {
          reject(new MlflowError('BAD_REQUEST', 'The request was broken off.'));
        }
      });
  });
}

function sentenceOf(issue: z.core.$ZodIssue, whole: unknown): string {
  const path = issue.path.reduce<string>(
    (text, part) =>
      typeof part === 'number'
        ? `${text}[${part}]`
        : text
          ? `${text}.${String(part)}`
          : String(part),
    ''
  );
  const value = issue.path.reduce<unknown>(
    (inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part],
    whole
  );
  if (value === undefined || value === '' || (Array.isArray(value) && !value.length)) {
    return `Missing value for required parameter '${path}'.${HINT}`;
  }
  const shown = JSON.stringify(value).slice(0, 500);
  const hint = ` Hint: Value was of type '${pythonTypeOf(value)}'.`;
  return `Invalid value ${shown} for parameter '${path}' supplied: ${hint}${HINT}`;
}

function pythonTypeOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'list';
  }
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    default:
      return value === null ? 'NoneType' : 'dict';
  }
}
