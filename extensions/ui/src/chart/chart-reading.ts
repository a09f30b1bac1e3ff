import { drawnPart } from './painter.ts';
import type { Scene, SceneLine } from './chart-scene.ts';
import type { ChartPoint } from './series.ts';
import { nearestIndex } from './series.ts';
import type { Projection } from './tracing.ts';

/** One line's value at the cursor. */
export interface ReadValue {
  readonly line: SceneLine;
  /** Index of the point among the prepared ones. */
  readonly index: number;
  readonly x: number;
  /** NaN where the point has no place; the tooltip says which value it is. */
  readonly y: number;
  readonly value: number | null;
  readonly trend: number | null;
}

/** What the lines say at the cursor: those nearest to it, from top to bottom. */
export interface Reading {
  readonly x: number;
  readonly values: readonly ReadValue[];
  /** The line nearest to the pointer. */
  readonly focused: ReadValue | null;
  /** Lines with a value here that are not among `values`. */
  readonly more: number;
}

export const MOST_VALUES = 12;

/** Reads all lines at x; of many, those nearest to `y`. */
export function readAt(
  scene: Scene,
  project: Projection,
  at: { x: number; y: number | null }
): Reading {
  const left = project.x(at.x);
  const found: { value: ReadValue; distance: number }[] = [];
  for (const line of scene.lines) {
    const index = line.ascending
      ? nearestIndex(line.x, at.x)
      : nearestOnPath(line, scene, project, left, at.y);
    if (line.x.length === 0) {
      continue;
    }
    const value = readValue(line, index);
    const shown = value.trend ?? value.y;
    const across = project.x(value.x) - left;
    const down = at.y === null || Number.isNaN(shown) ? 0 : project.y(shown) - at.y;
    // a line that has ended far from here says nothing here
    if (Math.abs(across) <= 60 || scene.lines.length === 1) {
      found.push({ value, distance: Math.hypot(across * 0.2, down) });
    }
  }
  found.sort((a, b) => a.distance - b.distance);
  const values = found.slice(0, MOST_VALUES).map(({ value }) => value);
  const focused = values[0] ?? null;
  return {
    x: focused ? focused.x : at.x,
    values: values.sort((a, b) => (b.trend ?? b.y) - (a.trend ?? a.y)),
    focused,
    more: found.length - values.length
  };
}

function readValue(line: SceneLine, index: number): ReadValue {
  const { series, indices } = line;
  return {
    line,
    index,
    x: line.x[index],
    y: line.y[index],
    value: series.y[indices ? indices[index] : index],
    trend: line.trend ? line.trend[index] : null
  };
}

function nearestOnPath(
  line: SceneLine,
  scene: Scene,
  project: Projection,
  left: number,
  top: number | null
): number {
  const [from, to] = drawnPart(line, scene.x);
  let nearest = from;
  let distance = Infinity;
  for (let index = from; index < to; index++) {
    const down = top === null ? 0 : project.y(line.y[index]) - top;
    const next = Math.hypot(project.x(line.x[index]) - left, down);
    if (next < distance) {
      distance = next;
      nearest = index;
    }
  }
  return nearest;
}

/** The point of the series that a value was read from. */
export const pointOf = ({ line, index }: ReadValue): ChartPoint => ({
  series: line.series,
  index: line.indices ? line.indices[index] : index
});
