import { CHUNK_POINTS, copyPoints, decodeChunk, emptyPoints, encodeChunk } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import { encodeOutline, outlineOf } from './metric-outline.ts';
import type { ChunkRow, MetricRow } from './tables.ts';

const OUTLINED = 64;

/** The chunk that a metric's next points go to. */
export type OpenChunk = Pick<MetricRow, 'chunk' | 'chunk_count'> & { points: Uint8Array | null };

/** The chunk that was being filled with the first of the points, and new ones with the rest. */
export function chunkRowsOf(
  runId: string,
  key: string,
  points: Points,
  before?: OpenChunk
): ChunkRow[] {
  const open = before?.points && before.chunk_count < CHUNK_POINTS;
  const rows: ChunkRow[] = [];
  let chunk = open ? before.chunk : (before?.chunk ?? -1) + 1;
  let content = open ? decodeChunk(before.points!) : emptyPoints();
  for (let from = 0; from < points.values.length;) {
    const to = Math.min(points.values.length, from + CHUNK_POINTS - content.values.length);
    copyPoints(points, from, to, content);
    rows.push(chunkRow(runId, key, chunk, content));
    chunk++;
    content = emptyPoints();
    from = to;
  }
  return rows;
}

function chunkRow(runId: string, key: string, chunk: number, points: Points): ChunkRow {
  let [first, last] = [Infinity, -Infinity];
  for (const step of points.steps) {
    first = Math.min(first, step);
    last = Math.max(last, step);
  }
  return {
    run_id: runId,
    key,
    chunk,
    last_position: points.positions.at(-1)!,
    first_step: first,
    last_step: last,
    // Of few points it would be larger than they are.
    outline: points.values.length < OUTLINED ? null : encodeOutline(outlineOf(points)),
    points: encodeChunk(points)
  };
}
