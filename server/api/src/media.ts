import { z } from 'zod';

/** Media types of what runs log beside numbers; other kinds of content have their usual ones. */
export const MEDIA = {
  figure: 'application/vnd.vegalite.v5+json',
  table: 'application/vnd.atelier.table+json',
  histogram: 'application/vnd.atelier.histogram+json',
  confusionMatrix: 'application/vnd.atelier.confusion-matrix+json',
  rocCurve: 'application/vnd.atelier.roc-curve+json',
  prCurve: 'application/vnd.atelier.pr-curve+json'
} as const;

/** Where a run keeps what describes its circumstances. */
export const RESERVED_ARTIFACTS = {
  diff: '.atelier/git.diff',
  environment: '.atelier/environment.json'
} as const;

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Row by row, in the order of `columns`. */
export const LoggedTable = z.object({ columns: z.array(z.string()), data: z.array(z.array(Cell)) });
export type LoggedTable = z.infer<typeof LoggedTable>;

/** Bin i holds the values from `edges[i]` to below `edges[i + 1]`; the last one its upper edge too. */
export const Histogram = z
  .object({ edges: z.array(z.number()).min(2), counts: z.array(z.number().nonnegative()).min(1) })
  .refine(({ edges, counts }) => edges.length === counts.length + 1, {
    message: 'must have one edge more than counts'
  });
export type Histogram = z.infer<typeof Histogram>;

/** `counts[i][j]`: how many of class `labels[i]` were taken for `labels[j]`. */
export const ConfusionMatrix = z
  .object({
    labels: z.array(z.string()).min(1),
    counts: z.array(z.array(z.number().nonnegative()))
  })
  .refine(
    ({ labels, counts }) =>
      counts.length === labels.length && counts.every(row => row.length === labels.length),
    { message: 'must have a row and a column for each label' }
  );
export type ConfusionMatrix = z.infer<typeof ConfusionMatrix>;

const Rates = z.array(z.number().min(0).max(1));

/** From (0, 0) to (1, 1); the first threshold stands above all scores. */
export const RocCurve = z.object({
  curves: z.array(
    z.object({
      label: z.string(),
      falsePositiveRate: Rates,
      truePositiveRate: Rates,
      thresholds: z.array(z.number()),
      auc: z.number()
    })
  )
});
export type RocCurve = z.infer<typeof RocCurve>;

/** From recall 0 to recall 1; the first threshold stands above all scores. */
export const PrCurve = z.object({
  curves: z.array(
    z.object({
      label: z.string(),
      recall: Rates,
      precision: Rates,
      thresholds: z.array(z.number()),
      averagePrecision: z.number()
    })
  )
});
export type PrCurve = z.infer<typeof PrCurve>;

/** What a run was executed with: `packages` by name, `runtime` e.g. `{ node: "v24.1.0" }`. */
export const EnvironmentLock = z.object({
  packages: z.record(z.string(), z.string()),
  runtime: z.record(z.string(), z.string())
});
export type EnvironmentLock = z.infer<typeof EnvironmentLock>;
