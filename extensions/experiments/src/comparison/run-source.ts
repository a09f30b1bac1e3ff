import type { JSONObject } from '@lumino/coreutils';

/** Which runs are compared: chosen ones, or all that a query finds, now and later. */
export type RunSource =
  | { readonly kind: 'runs'; readonly ids: readonly string[] }
  | {
      readonly kind: 'query';
      /** MLflow's grammar. */
      readonly filter: string;
      readonly search: string;
      /** Empty: all of the workspace. */
      readonly experiments: readonly string[];
      readonly orderBy: readonly string[];
      readonly limit: number;
    };

/** As many runs as a page compares. */
export const MOST_RUNS = 1_000;
export const USUAL_LIMIT = 200;

/** A source from a saved view, a link or a notebook; null if it names no runs. */
export function readSource(saved: unknown): RunSource | null {
  const { kind, ids, filter, search, experiments, orderBy, limit } = (saved ?? {}) as JSONObject;
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
  if (kind === 'query') {
    const number = typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : USUAL_LIMIT;
    return {
      kind,
      filter: typeof filter === 'string' ? filter : '',
      search: typeof search === 'string' ? search : '',
      experiments: texts(experiments),
      orderBy: texts(orderBy),
      limit: Math.min(MOST_RUNS, number)
    };
  }
  const runs = texts(ids).filter(id => /^[0-9a-f]{32}$/.test(id));
  return runs.length > 0 ? { kind: 'runs', ids: [...new Set(runs)].slice(0, MOST_RUNS) } : null;
}

/** A short name for a comparison's page: the same runs, in whichever order, share one. */
export function comparisonKey(args: JSONObject): string {
  const { runs, state, view } = args;
  if (typeof view === 'string') {
    return view;
  }
  const source = readSource((state as JSONObject | undefined)?.source);
  const ids = source?.kind === 'runs' ? source.ids : Array.isArray(runs) ? runs.map(String) : [];
  const text = source?.kind === 'query' ? JSON.stringify(source) : [...ids].sort().join('-');
  return text.length <= 70 ? text : `${text.length}-${hashOf(text, 7)}${hashOf(text, 31)}`;
}

/** FNV-1a, 32 bit. */
function hashOf(text: string, seed: number): string {
  let value = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}
