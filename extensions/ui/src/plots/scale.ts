import { formatNumber } from '../format.ts';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** From values to pixels and back. */
export interface Scale {
  place(value: number): number;
  /** The value at a pixel; of categories the nearest index. */
  valueAt(pixel: number): number;
  readonly ticks: readonly Tick[];
  /** What the pixels stand for, from … to. */
  readonly domain: readonly [number, number];
}

/** What an axis shows. */
export interface PlotAxis {
  readonly label: string;
  readonly log?: boolean;
  /** Values are indices of these. */
  readonly categories?: readonly string[] | null;
  /** The extent of the axis; that of the values if left out. */
  readonly domain?: readonly [number, number];
  readonly format?: (value: number) => string;
}

type Range = readonly [number, number];

const PADDING = 0.05;

/** The scale of an axis over values and pixels. A logarithmic one shows what is above zero. */
export function scaleOf(axis: PlotAxis, values: readonly (number | null)[], range: Range): Scale {
  if (axis.categories) {
    return categoryScale(axis.categories, range);
  }
  const format = axis.format ?? ((value: number) => formatNumber(value, 4));
  const domain = axis.domain ?? extentOf(values, !!axis.log);
  return axis.log ? logScale(domain, range, format) : linearScale(domain, range, format);
}

function extentOf(values: readonly (number | null)[], log: boolean): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value !== null && Number.isFinite(value) && (!log || value > 0)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) {
    return log ? [1, 10] : [0, 1];
  }
  if (log) {
    const factor = low === high ? 2 : (high / low) ** PADDING;
    return [low / factor, high * factor];
  }
  const room = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) * PADDING;
  return [low - room, high + room];
}

function linearScale(domain: Range, [from, to]: Range, format: (value: number) => string): Scale {
  const [low, high] = domain;
  const factor = (to - from) / (high - low || 1);
  const step = niceStep((high - low) / Math.max(2, Math.min(8, Math.abs(to - from) / 64)));
  const ticks: Tick[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index++) {
    const at = Number((index * step).toPrecision(12));
    ticks.push({ at, label: format(at) });
  }
  return {
    domain,
    ticks,
    place: value => from + (value - low) * factor,
    valueAt: pixel => low + (pixel - from) / factor
  };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  return ([1, 2, 5].find(step => step * power >= rough) ?? 10) * power;
}

function logScale(domain: Range, [from, to]: Range, format: (value: number) => string): Scale {
  const [low, high] = domain.map(Math.log10);
  const factor = (to - from) / (high - low || 1);
  const decades = high - low;
  const parts = decades > 2 ? [1] : decades > 1 ? [1, 3] : [1, 2, 5];
  const every = Math.max(1, Math.ceil(decades / Math.max(2, Math.abs(to - from) / 64)));
  const ticks: Tick[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const part of parts) {
      const at = Number((part * 10 ** power).toPrecision(6));
      if (at >= domain[0] && at <= domain[1] && (every === 1 || power % every === 0)) {
        ticks.push({ at, label: format(at) });
      }
    }
  }
  return {
    domain,
    ticks: ticks.length > 0 ? ticks : domain.map(at => ({ at, label: format(at) })),
    // what has no logarithm lies outside
    place: value => (value > 0 ? from + (Math.log10(value) - low) * factor : NaN),
    valueAt: pixel => 10 ** (low + (pixel - from) / factor)
  };
}

function categoryScale(categories: readonly string[], [from, to]: Range): Scale {
  const width = (to - from) / Math.max(1, categories.length);
  const every = Math.max(1, Math.ceil(18 / Math.abs(width || 1)));
  return {
    domain: [-0.5, categories.length - 0.5],
    ticks: categories.flatMap((label, at) => (at % every === 0 ? [{ at, label }] : [])),
    place: value => from + (value + 0.5) * width,
    valueAt: pixel =>
      Math.max(0, Math.min(categories.length - 1, Math.floor((pixel - from) / width)))
  };
}

/** Text that fits into a width, by a rough measure of its letters. */
export function shortened(text: string, pixels: number, perLetter = 6.2): string {
  const most = Math.max(2, Math.floor(pixels / perLetter));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
