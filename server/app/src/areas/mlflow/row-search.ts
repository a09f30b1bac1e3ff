import { parseFilter, parseOrder, SearchProblem } from '@atelier-ml/api';
import type { Comparison, Field, Filter, OrderKey, SearchGrammar } from '@atelier-ml/api';
import { invalid } from './errors.ts';

export type Value = string | number | null | undefined;
/** What a field of a row holds; undefined where the row has none such. Of several, one must fit. */
export type ValueOf<T> = (row: T, field: Field) => Value | Value[];

/** A filter's tree. @throws MlflowError */
export function filterOf(text: string | undefined, grammar: SearchGrammar): Filter {
  return asMlflow(() => parseFilter(text ?? '', grammar));
}

export function orderOf(texts: readonly string[], grammar: SearchGrammar): OrderKey[] {
  return asMlflow(() =>
    texts.reduce<OrderKey[]>(
      (before, text) => [...before, ...parseOrder(text, grammar, before)],
      []
    )
  );
}

export function asMlflow<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SearchProblem) {
      throw invalid(`Invalid clause(s) in filter string: ${error.message}.`);
    }
    throw error;
  }
}

/** Whether the row is what the filter asks for: what a row has not, matches nothing. */
export function matches<T>(filter: Filter, row: T, valueOf: ValueOf<T>): boolean {
  switch (filter.type) {
    case 'and':
      return filter.items.every(item => matches(item, row, valueOf));
    case 'or':
      return filter.items.some(item => matches(item, row, valueOf));
    case 'not':
      return !matches(filter.item, row, valueOf);
    case 'comparison':
      return [valueOf(row, filter.field)].flat().some(value => holds(filter, value));
  }
}

function holds({ operator, value: wanted }: Comparison, value: Value): boolean {
  const absent = value === undefined || value === null;
  if (operator === 'IS NULL' || operator === 'IS NOT NULL') {
    return absent === (operator === 'IS NULL');
  }
  if (absent || wanted === null) {
    return false;
  }
  switch (operator) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case 'IN':
    case 'NOT IN':
      return (wanted as readonly string[]).includes(String(value)) === (operator === 'IN');
    case 'LIKE':
    case 'ILIKE':
      return likePattern(String(wanted), operator === 'ILIKE').test(String(value));
  }
}

function likePattern(pattern: string, anyCase: boolean): RegExp {
  const text = pattern
    .replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
    .replace(/%/g, '.*')
    .replace(/_/g, '.');
  return new RegExp(`^${text}$`, anyCase ? 'isu' : 'su');
}

/** Compares rows by the keys; what a row has not comes last, whichever way. */
export function comparing<T, K extends OrderKey>(
  keys: K[],
  valueOf: (row: T, field: K['field'], key: K) => Value
): (a: T, b: T) => number {
  return (a, b) => {
    for (const key of keys) {
      const { descending, field } = key;
      const left = valueOf(a, field, key) ?? null;
      const right = valueOf(b, field, key) ?? null;
      if (left === right) {
        continue;
      }
      if (left === null || right === null) {
        return left === null ? 1 : -1;
      }
      return left < right === descending ? 1 : -1;
    }
    return 0;
  };
}

/** A page of what a search has found; the token says how far the one before has come. */
export function cutPage<T>(
  rows: T[],
  page: { token?: string; size: number }
): { rows: T[]; nextPageToken?: string } {
  const offset = page.token ? readToken(page.token) : 0;
  const end = offset + page.size;
  const nextPageToken = end < rows.length ? writeToken(end) : undefined;
  return { rows: rows.slice(offset, end), nextPageToken };
}

export function writeToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64');
}

export function readToken(token: string): number {
  try {
    const { offset } = JSON.parse(Buffer.from(token, 'base64').toString()) as { offset?: unknown };
    if (Number.isSafeInteger(offset) && (offset as number) >= 0) {
      return offset as number;
    }
  } catch {
    // said below
  }
  throw invalid('Invalid page token, could not base64-decode');
}

/** `max_results` of a request. @throws MlflowError when it is not between 1 and `most` */
export function pageSize(given: number | undefined, usual: number, most: number): number {
  if (given === undefined) {
    return usual;
  }
  if (given < 1 || given > most) {
    throw invalid(
      `Invalid value ${given} for parameter 'max_results' supplied. ` +
        `It must be a positive integer of at most ${most}.`
    );
  }
  return given;
}
