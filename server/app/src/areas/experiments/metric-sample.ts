import { downsample } from './downsample.ts';
import { appendPoint, copyPoints, emptyPoints } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import { decodeOutline, outlineOf } from './metric-outline.ts';
import type { ChunkRow } from './tables.ts';

/** What is known of a chunk without its points. */
export type ChunkHead = Pick<
  ChunkRow,
  'chunk' | 'last_position' | 'first_step' | 'last_step' | 'outline'
>;

/** Which points of a series are wanted. */
export interface PointRange {
  /** Those with a higher position. */
  after: number;
  /** Both included. */
  fromStep?: number;
  toStep?: number;
}

/**
 * At most `maximum` points of a series, oldest first, extremes kept. When a sample is coarser than
 * the chunks, it is made of their outlines: few of them are read.
 */
export async function sampleChunks(
  heads: ChunkHead[],
  range: PointRange,
  maximum: number,
  read: (chunks: number[]) => Promise<Map<number, Points>>
): Promise<Points> {
  const coarse = heads.length * 4 >= maximum && heads.every(head => head.outline !== null);
  if (!coarse) {
    const contents = await read(heads.map(head => head.chunk));
    const all = emptyPoints();
    heads.forEach(head => copyWanted(contents.get(head.chunk), range, all));
    return downsample(all, maximum);
  }
  const exact = heads.filter(
    (head, place) => place === 0 || place === heads.length - 1 || isCut(head, range)
  );
  const contents = await read(exact.map(head => head.chunk));
  const sample = emptyPoints();
  for (const head of heads) {
    const content = contents.get(head.chunk);
    if (content) {
      const wanted = emptyPoints();
      copyWanted(content, range, wanted);
      keepEdges(wanted, sample);
    } else {
      keepOutline(head, sample);
    }
  }
  return downsample(sample, maximum);
}

function isCut(head: ChunkHead, { fromStep = -Infinity, toStep = Infinity }: PointRange): boolean {
  return head.first_step! < fromStep || head.last_step! > toStep;
}

export function copyWanted(content: Points | undefined, range: PointRange, into: Points): void {
  const { after, fromStep = -Infinity, toStep = Infinity } = range;
  content?.positions.forEach((position, index) => {
    const step = content.steps[index]!;
    if (position > after && step >= fromStep && step <= toStep) {
      copyPoints(content, index, index + 1, into);
    }
  });
}

function keepOutline({ last_position: position, outline }: ChunkHead, sample: Points): void {
  const { highest, lowest } = decodeOutline(outline!);
  const inOrder = lowest.index < highest.index ? [lowest, highest] : [highest, lowest];
  for (const { step, time, value } of lowest.index === highest.index ? [lowest] : inOrder) {
    appendPoint(sample, position, step, value, time);
  }
}

/** First, lowest, highest and last of the points. */
function keepEdges(points: Points, sample: Points): void {
  const count = points.values.length;
  if (!count) {
    return;
  }
  const { highest, lowest } = outlineOf(points);
  const kept = new Set([0, lowest.index, highest.index, count - 1]);
  for (const index of [...kept].sort((a, b) => a - b)) {
    copyPoints(points, index, index + 1, sample);
  }
}
