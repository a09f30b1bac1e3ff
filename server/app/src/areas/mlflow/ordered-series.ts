import type { Queries } from '../../drivers/database/index.ts';
import { copyPoints, createSeriesStore, emptyPoints } from '../experiments/index.ts';
import type { Points } from '../experiments/index.ts';
import { numberOut } from './run-present.ts';

/** Series whose chunks are remembered: about 200 KB for one of a million points. */
const MOST_SERIES = 16;
/** Other requests are heard in between. */
const CHUNKS_AT_ONCE = 64;

/** By what MLflow's servers order a history: time, then step, then value. */
type Rank = [time: number, step: number, weight: number];

/** A chunk without its points. */
interface Extent {
  chunk: number;
  lastPosition: number;
  count: number;
  lowest: Rank;
  highest: Rank;
}

/** Chunks that lie wholly behind those of the stretch before, and before those of the next. */
interface Stretch {
  chunks: number[];
  count: number;
  highest: Rank;
}

/**
 * Histories in the order of time, a page at a time. The lowest and the highest point of each chunk
 * are remembered between the pages, so that a page decodes only the chunks that it shows, be the
 * series in that order or logged by several writers at once.
 */
export function createOrderedSeries(queries: Queries) {
  const series = createSeriesStore(queries);
  const remembered = new Map<string, Map<number, Extent>>();

  async function readChunks(
    runId: string,
    key: string,
    chunks: number[],
    use: (chunk: number, points: Points) => void
  ): Promise<void> {
    for (let start = 0; start < chunks.length; start += CHUNKS_AT_ONCE) {
      const contents = await series.points(runId, key, chunks.slice(start, start + CHUNKS_AT_ONCE));
      contents.forEach((points, chunk) => use(chunk, points));
    }
  }

  async function extentsOf(runId: string, key: string): Promise<Extent[]> {
    const name = `${runId} ${key}`;
    const marks = await series.marks(runId, key);
    const before = remembered.get(name);
    const extents = new Map<number, Extent>();
    for (const { chunk, last_position: lastPosition } of marks) {
      const extent = before?.get(chunk);
      if (extent?.lastPosition === lastPosition) {
        extents.set(chunk, extent);
      }
    }
    const unknown = marks.map(mark => mark.chunk).filter(chunk => !extents.has(chunk));
    await readChunks(runId, key, unknown, (chunk, points) =>
      extents.set(chunk, extentOf(chunk, points))
    );
    remembered.delete(name);
    remembered.set(name, extents);
    if (remembered.size > MOST_SERIES) {
      remembered.delete(remembered.keys().next().value!);
    }
    return [...extents.values()];
  }

  return {
    /** Points `offset` … `offset + size - 1` of the series, and how many it has in all. */
    async page(
      runId: string,
      key: string,
      { offset, size }: { offset: number; size: number }
    ): Promise<{ points: Points; places: number[]; total: number }> {
      const stretches = stretchesOf(await extentsOf(runId, key));
      const total = stretches.reduce((sum, stretch) => sum + stretch.count, 0);
      const wanted: number[] = [];
      let passed = 0;
      let skipped = 0;
      for (const { chunks, count } of stretches) {
        if (passed + count <= offset) {
          skipped += count;
        } else if (passed < offset + size) {
          wanted.push(...chunks);
        }
        passed += count;
      }
      const contents = new Map<number, Points>();
      await readChunks(runId, key, wanted, (chunk, points) => contents.set(chunk, points));
      const points = joined(wanted.map(chunk => contents.get(chunk)!));
      const from = offset - skipped;
      return { points, places: placesOf(points, 'time').slice(from, from + size), total };
    }
  };
}

function stretchesOf(extents: Extent[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { chunk, count, highest, lowest } of extents.sort((a, b) =>
    byRank(a.lowest, b.lowest)
  )) {
    const last = stretches.at(-1);
    if (last && byRank(lowest, last.highest) < 0) {
      last.chunks.push(chunk);
      last.count += count;
      last.highest = byRank(highest, last.highest) > 0 ? highest : last.highest;
    } else {
      stretches.push({ chunks: [chunk], count, highest });
    }
  }
  return stretches;
}

function extentOf(chunk: number, points: Points): Extent {
  const places = placesOf(points, 'time');
  return {
    chunk,
    lastPosition: points.positions.at(-1)!,
    count: places.length,
    lowest: rankOf(points, places[0]!),
    highest: rankOf(points, places.at(-1)!)
  };
}

/** Places of points in an order. Most series lie in it already, and sorting long ones takes a while. */
export function placesOf({ steps, times, values }: Points, by: 'step' | 'time'): number[] {
  const [first, second] = by === 'step' ? [steps, times] : [times, steps];
  const compare = (a: number, b: number): number =>
    first[a]! - first[b]! || second[a]! - second[b]! || weight(values[a]!) - weight(values[b]!);
  const places = values.map((_, place) => place);
  const isSorted = places.every(place => place === 0 || compare(place - 1, place) <= 0);
  return isSorted ? places : places.sort(compare);
}

function rankOf({ steps, times, values }: Points, place: number): Rank {
  return [times[place]!, steps[place]!, weight(values[place]!)];
}

function byRank(a: Rank, b: Rank): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** NaN counts as zero where MLflow's servers order by the value. */
function weight(value: number): number {
  const number = numberOut(value);
  return number === 'NaN' ? 0 : number;
}

function joined(parts: Points[]): Points {
  const all = emptyPoints();
  parts.forEach(part => copyPoints(part, 0, part.values.length, all));
  return all;
}
