import type { MetricGroup } from '../metrics/index.ts';
import { groupMetrics } from '../metrics/index.ts';
import type { ChartValues } from './chart-settings.ts';

/** Metrics of the machine; they have a place of their own. */
export const SYSTEM_PREFIX = 'system';

export interface ChartLayout {
  readonly pinned: readonly string[];
  readonly groups: readonly MetricGroup[];
}

/** Which charts stand where: what matches the search, pinned ones apart, each group in the user's order. */
export function layOutCharts(
  keys: Iterable<string>,
  { search, pinned, order }: Pick<ChartValues, 'search' | 'pinned' | 'order'>
): ChartLayout {
  const matches = matcherOf(search);
  const shown = [...new Set(keys)].filter(matches);
  const place = new Map(order.map((key, index) => [key, index]));
  const rest = groupMetrics(shown.filter(key => !pinned.includes(key)));
  return {
    pinned: pinned.filter(key => shown.includes(key)),
    groups: rest.map(({ prefix, keys: members }) => ({
      prefix,
      keys: [...members].sort(
        (a, b) => (place.get(a) ?? Infinity) - (place.get(b) ?? Infinity) || 0
      )
    }))
  };
}

/** Every word must be in the key; between slashes it is a regular expression. */
export function matcherOf(search: string): (key: string) => boolean {
  const pattern = /^\/(.+)\/$/.exec(search.trim())?.[1];
  if (pattern !== undefined) {
    try {
      const expression = new RegExp(pattern, 'i');
      return key => expression.test(key);
    } catch {
      // still being typed
    }
  }
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return key => words.every(word => key.toLowerCase().includes(word));
}
