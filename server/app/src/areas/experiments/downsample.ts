import { copyPoints, emptyPoints } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';

/**
 * At most `maximum` (≥ 2) of the points, in their order: the first, the last, and the lowest and
 * the highest of each of equally long stretches between, so that no spike is lost.
 */
export function downsample(points: Points, maximum: number): Points {
  const count = points.values.length;
  if (count <= maximum) {
    return points;
  }
  const kept = emptyPoints();
  const keep = (index: number): void => copyPoints(points, index, index + 1, kept);
  const stretches = Math.floor((maximum - 2) / 2);
  keep(0);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * (count - 2)) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * (count - 2)) / stretches);
    extremesOf(points.values, from, to).forEach(keep);
  }
  keep(count - 1);
  return kept;
}

/** Where the lowest and the highest lie; one index when they are the same or there are only NaNs. */
function extremesOf(values: number[], from: number, to: number): number[] {
  let lowest = from;
  let highest = from;
  for (let index = from; index < to; index++) {
    const value = values[index]!;
    if (value < values[lowest]! || Number.isNaN(values[lowest])) {
      lowest = index;
    }
    if (value > values[highest]! || Number.isNaN(values[highest])) {
      highest = index;
    }
  }
  if (lowest === highest) {
    return [lowest];
  }
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}
