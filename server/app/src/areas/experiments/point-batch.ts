import { toNumber } from '@atelier-ml/api';
import type { JournalEntry, MetricValue } from '@atelier-ml/api';
import type { LooseEntry } from './journal-fold.ts';

/** Metric points of one writer of one run as parallel columns, in the order in which they were said. */
export interface PointBatch {
  runId: string;
  /** Undefined where the writer does not number its entries. */
  source: string | undefined;
  /** The number of the first one. */
  firstSeq: number;
  /** Keys by their number in `keyOf`. */
  keys: string[];
  keyOf: number[];
  steps: number[];
  values: number[];
  times: number[];
}

interface SaidPoint {
  key: string;
  value: MetricValue;
  step: number;
  at: number;
}

export function createPointBatch(
  target: Pick<PointBatch, 'runId' | 'source' | 'firstSeq'>
): PointBatch & { add(point: SaidPoint): void } {
  const numbers = new Map<string, number>();
  const batch = {
    ...target,
    keys: [] as string[],
    keyOf: [] as number[],
    steps: [] as number[],
    values: [] as number[],
    times: [] as number[],
    add({ at, key, step, value }: SaidPoint): void {
      let number = numbers.get(key);
      if (number === undefined) {
        number = batch.keys.push(key) - 1;
        numbers.set(key, number);
      }
      batch.keyOf.push(number);
      batch.steps.push(step);
      batch.values.push(toNumber(value));
      batch.times.push(at);
    }
  };
  return batch;
}

/** The batch without its first points, which are stored already. */
export function withoutFirst(batch: PointBatch, count: number): PointBatch {
  if (count <= 0) {
    return batch;
  }
  return {
    ...batch,
    firstSeq: batch.firstSeq + count,
    keyOf: batch.keyOf.slice(count),
    steps: batch.steps.slice(count),
    values: batch.values.slice(count),
    times: batch.times.slice(count)
  };
}

/** What a writer says that does not number it, if it is points alone. */
export function pointsOf(runId: string, entries: LooseEntry[]): PointBatch | undefined {
  const batch = createPointBatch({ runId, source: undefined, firstSeq: 1 });
  for (const entry of entries) {
    if (entry.type !== 'metric') {
      return undefined;
    }
    batch.add(entry);
  }
  return batch;
}

/** What a source says, if it is points alone, in the order of their numbers. */
export function numberedPointsOf(
  runId: string,
  source: string,
  entries: JournalEntry[]
): PointBatch | undefined {
  const [first] = entries;
  const isInOrder = entries.every((entry, index) => entry.seq === first!.seq + index);
  const batch = first && isInOrder ? pointsOf(runId, entries) : undefined;
  return batch && { ...batch, source, firstSeq: first!.seq };
}
