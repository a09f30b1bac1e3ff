import type { ChartGoal } from '@atelier-ml/ui';
import type { MetricPoints } from '../metrics/index.ts';

/** How a metric is to be read. */
export interface MetricReading {
  readonly unit: string | null;
  readonly goal: ChartGoal | null;
}

/** One run, or one group of runs, whose metrics are drawn. */
export interface ChartSource {
  readonly id: string;
  readonly label: string;
  /** Which of the series colours its lines have. */
  readonly colour?: number;
  readonly startedAt: number;
  readonly metrics: ReadonlyMap<string, MetricPoints>;
  readonly definitions?: Readonly<Record<string, MetricReading>>;
  /** Its lines stand back behind the others. */
  readonly faint?: boolean;
  /** More points of a part of a metric, if the server has them. */
  fetchFiner?(key: string, fromStep: number, toStep: number): Promise<MetricPoints | null>;
}

/** Something that happened in a run, e.g. a checkpoint that was kept. */
export interface RunEvent {
  readonly step: number;
  readonly time: number;
  readonly label: string;
}

/** A point of a curve that somebody has clicked on. */
export interface CurvePoint {
  readonly run: string;
  readonly key: string;
  readonly step: number;
  readonly time: number;
}
