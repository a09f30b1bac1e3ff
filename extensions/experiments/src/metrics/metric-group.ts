/** Metrics whose keys begin alike, as `train` of `train/loss` and `train/auc`. */
export interface MetricGroup {
  /** Empty for keys without a prefix. */
  readonly prefix: string;
  readonly keys: readonly string[];
}

const naturally = new Intl.Collator('en', { numeric: true });

/** Keys by the part before their first slash; those without one come first. */
export function groupMetrics(keys: Iterable<string>): MetricGroup[] {
  const groups = new Map<string, string[]>();
  for (const key of [...new Set(keys)].sort(naturally.compare)) {
    const slash = key.indexOf('/');
    const prefix = slash > 0 && slash < key.length - 1 ? key.slice(0, slash) : '';
    groups.set(prefix, [...(groups.get(prefix) ?? []), key]);
  }
  return [...groups]
    .map(([prefix, members]) => ({ prefix, keys: members }))
    .sort((a, b) => naturally.compare(a.prefix, b.prefix));
}
