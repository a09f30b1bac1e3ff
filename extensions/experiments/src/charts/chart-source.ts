import type { MetricPoints } from '../metrics/index.ts';

/** One run whose metrics are drawn. */
export interface ChartSource {
  readonly id: string;
  readonly label: string;
  /** Which of the series colours its lines have. */
  readonly colour?: number;
  readonly startedAt: number;
  readonly metrics: ReadonlyMap<string, MetricPoints>;
}
