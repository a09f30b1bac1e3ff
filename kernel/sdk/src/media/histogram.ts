import { Histogram, MEDIA } from '@atelier-ml/api';
import { jsonMedia } from './media.ts';
import type { Media } from './media.ts';

export type HistogramContent =
  ArrayLike<number> | { readonly edges: ArrayLike<number>; readonly counts: ArrayLike<number> };

/** Bins of equal width over the finite values. */
function binned(values: ArrayLike<number>, bins: number): Histogram {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) {
    throw new Error('a histogram needs at least one finite value');
  }
  if (low === high) {
    [low, high] = [low - 0.5, high + 0.5];
  }
  const edges = Array.from({ length: bins + 1 }, (_, bin) =>
    bin === bins ? high : low + (bin / bins) * (high - low)
  );
  const counts = new Array<number>(bins).fill(0);
  const scale = bins / (high - low);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (Number.isFinite(value)) {
      counts[Math.min(bins - 1, Math.floor((value - low) * scale))]++;
    }
  }
  return { edges, counts };
}

/** @param options.bins how many for plain values; 64 when left out, 1,000 at most */
export function histogramMedia(content: HistogramContent, { bins = 64 } = {}): Media {
  const count = Math.round(Math.min(Math.max(bins, 1), 1_000));
  const histogram =
    'edges' in content
      ? { edges: Array.from(content.edges), counts: Array.from(content.counts) }
      : binned(content, count);
  return jsonMedia(Histogram.parse(histogram), MEDIA.histogram, '.histogram.json');
}
