import { xRangeOf, yRangeOf } from './chart-ranges.ts';
import type { XKind } from './plot-axes.ts';
import { prepareLine } from './prepared-line.ts';
import type { LineOptions, PreparedLine } from './prepared-line.ts';
import type { ChartEvent, ChartRange, ChartSeries } from './series.ts';

/** Which of a metric's values is the best. */
export type ChartGoal = 'maximize' | 'minimize';

/** What is drawn, and how. */
export interface SceneSettings extends LineOptions {
  readonly series: readonly ChartSeries[];
  readonly hidden: ReadonlySet<string>;
  readonly clip: boolean;
  readonly xKind?: XKind;
  readonly goal: ChartGoal | null;
  readonly events: readonly ChartEvent[];
}

/** A line with the slot of its colour. */
export interface SceneLine extends PreparedLine {
  readonly slot: number;
}

export interface BestPoint {
  readonly line: SceneLine;
  readonly x: number;
  readonly y: number;
}

/** Everything that a drawing shows, in values. */
export interface Scene {
  readonly settings: SceneSettings;
  readonly lines: readonly SceneLine[];
  readonly x: ChartRange;
  readonly y: ChartRange;
  readonly best: BestPoint | null;
}

/** @param zoom what is looked at; null: everything */
export function buildScene(
  settings: SceneSettings,
  zoom: { x: ChartRange | null; y: ChartRange | null }
): Scene {
  const { series, hidden, logX, logY, clip, xKind } = settings;
  const lines = series
    .map((one, index) => ({ ...prepareLine(one, settings), slot: one.colour ?? index }))
    .filter(line => !hidden.has(line.series.key));
  const usable = zoom.x && (!logX || zoom.x[0] > 0) ? zoom.x : null;
  const x = usable ?? xRangeOf(lines, logX, xKind === 'time');
  return {
    settings,
    lines,
    x,
    y: zoom.y ?? yRangeOf(lines, x, { log: logY, clip }),
    best: settings.goal ? bestOf(lines, settings.goal) : null
  };
}

function bestOf(lines: readonly SceneLine[], goal: ChartGoal): BestPoint | null {
  const sign = goal === 'maximize' ? 1 : -1;
  let best: BestPoint | null = null;
  let value = -Infinity;
  for (const line of lines) {
    for (let index = 0; index < line.y.length; index++) {
      if (sign * line.y[index] > value) {
        value = sign * line.y[index];
        best = { line, x: line.x[index], y: line.y[index] };
      }
    }
  }
  return best;
}

/** A lone point shows itself; so do few points that have room. */
export const showsPoints = (lines: number, points: number, width: number): boolean =>
  points === 1 || (lines <= 12 && points * 24 < width);

/** Many lines are thin ones. */
export const lineWidthFor = (lines: number): number => (lines > 30 ? 1 : 1.75);
