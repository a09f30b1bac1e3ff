import { deviation, halfInterval, mean } from './statistics.ts';
import type { ComparableRun, FieldRef } from './fields.ts';
import { fieldName, fieldValue } from './fields.ts';

/** What the band around a group's mean shows. */
export type Band = 'none' | 'deviation' | 'interval' | 'range';

export interface RunGroupView {
  /** The same for the same values, also after others have joined. */
  readonly key: string;
  /** e.g. `model=forest, depth=3`; empty without grouping. */
  readonly label: string;
  readonly runs: readonly string[];
}

/** Runs that agree in all of the fields; in the order of their values. */
export function groupRuns(runs: readonly ComparableRun[], by: readonly FieldRef[]): RunGroupView[] {
  const groups = new Map<string, { label: string; runs: string[] }>();
  for (const run of runs) {
    const values = by.map(ref => fieldValue(run, ref, 'last'));
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? {
      label: by.map((ref, index) => `${fieldName(ref)}=${values[index] ?? '–'}`).join(', '),
      runs: []
    };
    group.runs.push(run.id);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, group]) => ({ key, ...group }))
    .sort((a, b) => naturally.compare(a.label, b.label));
}

const naturally = new Intl.Collator('en', { numeric: true });

/** A curve by ascending x; null is a gap. */
export interface Line {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

export interface GroupLine extends Line {
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** How many runs each point stands for. */
  readonly counts: readonly number[];
}

/** Places at which a group's mean is taken: more cannot be told apart. */
const MOST_PLACES = 400;

/**
 * The mean of several curves with its band. The curves are read at common places, linearly between
 * two of their own points and never beyond their ends; a place where no curve is becomes a gap.
 */
export function aggregate(lines: readonly Line[], band: Band): GroupLine {
  const places = commonPlaces(lines);
  const read = lines.map(line => reader(line));
  const y: (number | null)[] = [];
  const low: (number | null)[] = [];
  const high: (number | null)[] = [];
  const counts: number[] = [];
  for (const place of places) {
    const values = read.map(at => at(place)).filter(value => value !== null);
    counts.push(values.length);
    if (values.length === 0) {
      y.push(null);
      low.push(null);
      high.push(null);
      continue;
    }
    const middle = mean(values);
    const [from, to] = edges(values, middle, band);
    y.push(middle);
    low.push(from);
    high.push(to);
  }
  return { x: places, y, low, high, counts };
}

function edges(
  values: readonly number[],
  middle: number,
  band: Band
): readonly [number | null, number | null] {
  if (band === 'none') {
    return [null, null];
  }
  if (band === 'range') {
    return [Math.min(...values), Math.max(...values)];
  }
  const spread = deviation(values);
  const half = band === 'interval' ? halfInterval(spread, values.length) : spread;
  // one run has no spread: the band closes onto the line
  return Number.isNaN(half) ? [middle, middle] : [middle - half, middle + half];
}

/** All x of all curves, thinned evenly if they are too many. */
function commonPlaces(lines: readonly Line[]): number[] {
  const all = new Set<number>();
  for (const { x } of lines) {
    for (const value of x) {
      all.add(value);
    }
  }
  const sorted = Float64Array.from(all).sort();
  if (sorted.length <= MOST_PLACES) {
    return [...sorted];
  }
  const step = (sorted.length - 1) / (MOST_PLACES - 1);
  return Array.from({ length: MOST_PLACES }, (_, index) => sorted[Math.round(index * step)]);
}

/** Reads a curve at ascending places; each place must not lie before the last one. */
function reader({ x, y }: Line): (place: number) => number | null {
  const points = x.flatMap((at, index) => {
    const value = y[index];
    return value === null || !Number.isFinite(value) ? [] : [[at, value] as const];
  });
  let index = 0;
  return place => {
    while (index + 1 < points.length && points[index + 1][0] <= place) {
      index += 1;
    }
    const before = points[index];
    const after = points[index + 1];
    if (!before || place < before[0] || (!after && place > before[0])) {
      return null;
    }
    if (before[0] === place || !after) {
      return before[1];
    }
    const share = (place - before[0]) / (after[0] - before[0]);
    return before[1] + share * (after[1] - before[1]);
  };
}
