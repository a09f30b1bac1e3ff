import { copyPoints, emptyPoints } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import type { PointRange } from './metric-sample.ts';

/**
 * Which of the points may have been said before: those that do not lie beyond all steps so far.
 * Who logs step after step pays nothing for this.
 */
export function suspectsOf(
  { steps }: Points,
  loose: number[],
  before: { step: number } | undefined
): number[] {
  const isLoose = new Set(loose);
  let highest = before?.step ?? -Infinity;
  const suspects: number[] = [];
  steps.forEach((step, index) => {
    if (step > highest) {
      highest = step;
    } else if (isLoose.has(index)) {
      suspects.push(index);
    }
  });
  return suspects;
}

export function rangeOf({ steps }: Points, indexes: number[]): PointRange {
  let [fromStep, toStep] = [Infinity, -Infinity];
  for (const index of indexes) {
    fromStep = Math.min(fromStep, steps[index]!);
    toStep = Math.max(toStep, steps[index]!);
  }
  return { after: 0, fromStep, toStep };
}

/** The points without those suspects that equal one before them or one that is stored. */
export function dropRepeated(
  points: Points,
  suspects: number[],
  stored: Map<number, Points>
): Points {
  const isSuspect = new Set(suspects);
  const said = new Set<string>();
  for (const chunk of stored.values()) {
    chunk.values.forEach((_, index) => said.add(nameOf(chunk, index)));
  }
  const kept = emptyPoints();
  points.values.forEach((_, index) => {
    const name = nameOf(points, index);
    if (!isSuspect.has(index) || !said.has(name)) {
      copyPoints(points, index, index + 1, kept);
    }
    said.add(name);
  });
  return kept;
}

function nameOf({ steps, times, values }: Points, index: number): string {
  return `${steps[index]} ${times[index]} ${values[index]}`;
}
