import type { MetricIn } from '@atelier-ml/api';
import { invalid } from './errors.ts';

const LONGEST_KEY = 250;
const LONGEST_PARAM = 6_000;
const LONGEST_TAG = 8_000;
const LONGEST_EXPERIMENT_NAME = 500;
const LONGEST_EXPERIMENT_TAG = 20_000;
const LONGEST_REGISTRY_TAG = 100_000;
const LONGEST_ALIAS = 255;
const LONGEST_MODEL_NAME = 256;
const BATCH = { metrics: 1_000, params: 100, tags: 100, all: 1_000 };
const NAME = /^[/\p{L}\p{N}_.\- :]*$/u;

type Pair = { key: string; value: string };

/** As a metric, a param or a tag may be called. `at`: where the name stands in the request. */
export function requireKey(key: string, at: string): void {
  const shown = JSON.stringify(key.slice(0, LONGEST_KEY * 2));
  if (!NAME.test(key)) {
    throw invalid(
      `Invalid value ${shown} for parameter '${at}' supplied: Names may only contain alphanumerics, ` +
        'underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'
    );
  }
  const resolved = resolvedPath(key);
  if (resolved !== key || key === '.' || key.startsWith('..') || key.startsWith('/')) {
    throw invalid(
      `Invalid value ${shown} for parameter '${at}' supplied: Names may be treated as files in ` +
        'certain cases, and must not resolve to other names when treated as such. ' +
        `This name would resolve to '${resolved}'`
    );
  }
}

/** A path without empty, `.` and `..` parts. */
function resolvedPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.';
}

function requireLength(what: string, longest: number, value: string): void {
  if (value.length > longest) {
    throw invalid(`'${what}' exceeds the maximum length of ${longest} characters`);
  }
}

const joined = (path: string, name: string): string => (path ? `${path}.${name}` : name);

/** A metric's point. */
export function requireMetric(metric: MetricIn, path = ''): void {
  requireKey(metric.key, joined(path, 'name'));
  if (metric.timestamp < 0) {
    throw invalid(
      `Invalid value ${metric.timestamp} for parameter '${joined(path, 'timestamp')}' supplied: ` +
        `metric '${metric.key}' (value=${metric.value}). ` +
        'Timestamp must be a nonnegative long (64-bit integer) '
    );
  }
  requireLength('Metric name', LONGEST_KEY, metric.key);
}

/** A param as it is kept: MLflow's servers cut what is too long. */
export function keptParam({ key, value }: Pair, path = ''): Pair {
  requireKey(key, joined(path, 'key'));
  requireLength('Param key', LONGEST_KEY, key);
  return { key, value: value.slice(0, LONGEST_PARAM) };
}

/** A run's tag as it is kept. */
export function keptTag({ key, value }: Pair, path = ''): Pair {
  requireKey(key, joined(path, 'key'));
  requireLength(joined(path, 'key'), LONGEST_KEY, key);
  return { key, value: value.slice(0, LONGEST_TAG) };
}

export function requireExperimentTag({ key, value }: Pair): void {
  requireKey(key, 'key');
  requireLength('key', LONGEST_KEY, key);
  requireLength('value', LONGEST_EXPERIMENT_TAG, value);
}

export function requireRegistryTag({ key, value }: Pair): void {
  requireKey(key, 'key');
  requireLength('key', LONGEST_KEY, key);
  requireLength('value', LONGEST_REGISTRY_TAG, value);
}

export function requireExperimentName(name: string): void {
  requireLength('name', LONGEST_EXPERIMENT_NAME, name);
}

export function requireModelName(name: string, at = 'name'): void {
  if (!name.trim()) {
    throw invalid(`Missing value for required parameter '${at}'.`);
  }
  if (/[/:]/.test(name)) {
    throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  }
  if (name === '.' || name.startsWith('..')) {
    throw invalid(`Invalid value ${JSON.stringify(name)} for parameter '${at}' supplied.`);
  }
  requireLength(at, LONGEST_MODEL_NAME, name);
}

export function requireAlias(alias: string): void {
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) {
    throw invalid(
      `Invalid alias name: '${alias}'. ` +
        'Names may only contain alphanumerics, underscores (_), and dashes (-).'
    );
  }
  requireLength('Registered model alias name', LONGEST_ALIAS, alias);
  if (alias.toLowerCase() === 'latest') {
    throw invalid("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^v\d+$/i.test(alias)) {
    throw invalid(`Version alias name '${alias}' is reserved.`);
  }
}

export interface BatchSizes {
  metrics: number;
  params: number;
  tags: number;
}

export function requireBatchSizes({ metrics, params, tags }: BatchSizes): void {
  const limits: [string, number, number][] = [
    ['metrics', BATCH.metrics, metrics],
    ['params', BATCH.params, params],
    ['tags', BATCH.tags, tags],
    ['metrics, params, and tags', BATCH.all, metrics + params + tags]
  ];
  for (const [what, limit, size] of limits) {
    if (size > limit) {
      throw invalid(
        `A batch logging request can contain at most ${limit} ${what}. Got ${size} ${what}. ` +
          `Please split up ${what} across multiple requests and try again.`
      );
    }
  }
}

export function requireUniqueKeys(params: readonly Pair[]): void {
  const seen = new Set<string>();
  const repeated = params.filter(({ key }) => seen.has(key) || !seen.add(key));
  if (repeated.length) {
    throw invalid(
      `Duplicate parameter keys have been submitted: [${repeated.map(p => `'${p.key}'`).join(', ')}]. ` +
        'Please ensure the request contains only one param value per param key.'
    );
  }
}

const DATASET: [member: 'name' | 'digest' | 'source' | 'schema' | 'profile', longest: number][] = [
  ['name', 500],
  ['digest', 36],
  ['source', 65_535],
  ['schema', 1_048_575],
  ['profile', 16_777_215]
];

export function requireDataset(dataset: {
  name: string;
  digest: string;
  source_type: string;
  source: string;
  schema?: string;
  profile?: string;
}): void {
  for (const member of ['name', 'digest', 'source_type', 'source'] as const) {
    if (!dataset[member]) {
      throw invalid(`Dataset ${member} cannot be None or empty.`);
    }
  }
  for (const [member, longest] of DATASET) {
    requireLength(member, longest, dataset[member] ?? '');
  }
}
