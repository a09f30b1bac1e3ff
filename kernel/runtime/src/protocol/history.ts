import type { Json } from '../wire/message.ts';

interface Entry {
  count: number;
  code: string;
  result?: unknown;
}

/** What was run in this session. */
export interface History {
  add(count: number, code: string): void;
  keepResult(count: number, result: unknown): void;
  /** The entries that a `history_request` asks for, as the protocol writes them. */
  find(request: Json): unknown[];
}

const SESSION = 1;
const MOST_ENTRIES = 10_000;

function globPattern(glob: string): RegExp {
  const body = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${body}$`);
}

const numberOr = (value: unknown, fallback: number) =>
  typeof value === 'number' ? value : fallback;

export function createHistory(): History {
  const entries: Entry[] = [];

  function range({ start, stop }: Json): Entry[] {
    const from = numberOr(start, 0);
    const to = numberOr(stop, Infinity);
    return entries.filter(each => each.count >= from && each.count < to);
  }

  function search({ pattern, unique, n }: Json): Entry[] {
    const wanted = globPattern(typeof pattern === 'string' ? pattern : '*');
    const found = entries.filter(each => wanted.test(each.code));
    const kept = unique ? [...new Map(found.map(each => [each.code, each])).values()] : found;
    return kept.slice(-numberOr(n, kept.length || 1));
  }

  function select(request: Json): Entry[] {
    if (request.hist_access_type === 'tail') return entries.slice(-numberOr(request.n, 10));
    return request.hist_access_type === 'range' ? range(request) : search(request);
  }

  return {
    add(count, code) {
      entries.push({ count, code });
      if (entries.length > MOST_ENTRIES) entries.shift();
    },
    keepResult(count, result) {
      const entry = entries.findLast(each => each.count === count);
      if (entry) entry.result = result;
    },
    find: request =>
      select(request).map(each => [
        SESSION,
        each.count,
        request.output ? [each.code, each.result ?? null] : each.code
      ])
  };
}
