import { firstIndexFrom } from './series.ts';
import type { ChartRange } from './series.ts';
import type { PreparedLine } from './prepared-line.ts';

export interface RangeOptions {
  readonly log: boolean;
  /** Leaves the outermost values out, so that a few outliers do not flatten everything else. */
  readonly clip: boolean;
}

/** Values that are looked at for quantiles. */
const SAMPLE = 50_000;
/** The share of values at each end that clipping may leave out. */
const OUTER = 0.025;
const PADDING = 0.06;
/** Milliseconds on either side of a moment that is alone. */
const AROUND_MOMENT = 30_000;

/**
 * From the first x to the last of all lines.
 * @param isTime x is in milliseconds since 1970
 */
export function xRangeOf(lines: readonly PreparedLine[], log: boolean, isTime = false): ChartRange {
  let from = Infinity;
  let to = -Infinity;
  for (const { x, ascending } of lines) {
    if (ascending && x.length > 0) {
      from = Math.min(from, x[0]);
      to = Math.max(to, x[x.length - 1]);
    } else {
      for (const value of x) {
        from = Math.min(from, value);
        to = Math.max(to, value);
      }
    }
  }
  if (from > to) {
    return log ? [1, 10] : [0, 1];
  }
  if (from === to && isTime) {
    return [from - AROUND_MOMENT, to + AROUND_MOMENT];
  }
  return from < to ? [from, to] : around(from, log);
}

/** Indices [from, to) of a line's points in a range of x. */
export function visiblePart(line: PreparedLine, [from, to]: ChartRange): [number, number] {
  return line.ascending
    ? [firstIndexFrom(line.x, from), firstIndexFrom(line.x, to + Number.EPSILON * Math.abs(to))]
    : [0, line.x.length];
}

/** What the lines take up in y while x is in a range, with a little space around. */
export function yRangeOf(
  lines: readonly PreparedLine[],
  xRange: ChartRange,
  { log, clip }: RangeOptions
): ChartRange {
  const [low, high] = clip ? middleOf(lines, xRange) : extremesOf(lines, xRange);
  if (low > high) {
    return log ? [0.1, 1] : [0, 1];
  }
  if (low === high) {
    // what is zero all the time is mostly an amount, which cannot be less
    return low === 0 && !log ? [0, 1] : around(low, log);
  }
  if (log) {
    const factor = (high / low) ** PADDING;
    return [low / factor, high * factor];
  }
  const space = (high - low) * PADDING;
  return [low - space, high + space];
}

function around(value: number, log: boolean): ChartRange {
  if (log) {
    return [value / 2, value * 2];
  }
  const space = Math.abs(value) * 0.1 || 1;
  return [value - space, value + space];
}

function extremesOf(lines: readonly PreparedLine[], xRange: ChartRange): ChartRange {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines) {
    const [from, to] = visiblePart(line, xRange);
    for (const values of [line.y, line.low, line.high]) {
      for (let index = from; values && index < to; index++) {
        const value = values[index];
        if (value < low) {
          low = value;
        }
        if (value > high) {
          high = value;
        }
      }
    }
  }
  return [low, high];
}

/** The range of all but the outermost values, and of every trend. */
function middleOf(lines: readonly PreparedLine[], xRange: ChartRange): ChartRange {
  const parts = lines.map(line => ({ line, part: visiblePart(line, xRange) }));
  const total = parts.reduce((sum, { part: [from, to] }) => sum + to - from, 0);
  const stride = Math.max(1, Math.ceil(total / SAMPLE));
  const values: number[] = [];
  for (const { line, part } of parts) {
    const shown = line.trend ?? line.y;
    for (let index = part[0]; index < part[1]; index += stride) {
      if (!Number.isNaN(shown[index])) {
        values.push(shown[index]);
      }
    }
  }
  if (values.length === 0) {
    return [Infinity, -Infinity];
  }
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length * OUTER);
  return [sorted[cut], sorted[sorted.length - 1 - cut]];
}
