import * as React from 'react';

export interface SparklinePoint {
  x: number;
  /** Null: not known; the line has a gap there. */
  y: number | null;
}

export interface SparklineProps {
  /** What it shows, for screen readers: with the figures that matter. */
  label: string;
  points: readonly SparklinePoint[];
  /** The span of x; what lies outside is cut off. */
  from: number;
  to: number;
  /** The top of the picture, unless something is higher. */
  atLeast?: number;
}

const WIDTH = 300;
const HEIGHT = 40;
/** So that a line at the top is seen whole. */
const HEADROOM = 1.08;

/** A line without axes, filled down to zero, as wide as there is room. */
export function Sparkline({ atLeast = 0, from, label, points, to }: SparklineProps) {
  const shown = points.filter(({ x }) => x >= from && x <= to);
  const top = Math.max(atLeast, ...shown.map(({ y }) => y ?? 0)) * HEADROOM || 1;
  const across = (x: number): string => (((x - from) / (to - from || 1)) * WIDTH).toFixed(1);
  const up = (y: number): string => (HEIGHT - (y / top) * HEIGHT).toFixed(1);
  const lines = pieces(shown).map(piece => piece.map(({ x, y }) => `${across(x)},${up(y)}`));
  return (
    <svg
      className="atl-Sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {lines.map(line => (
        <React.Fragment key={line[0]}>
          <polygon points={[below(line[0]!), ...line, below(line.at(-1)!)].join(' ')} />
          <polyline points={line.join(' ')} />
        </React.Fragment>
      ))}
    </svg>
  );
}

const below = (point: string): string => `${point.split(',')[0]},${HEIGHT}`;

/** What lies between gaps. */
function pieces(points: readonly SparklinePoint[]): { x: number; y: number }[][] {
  const found: { x: number; y: number }[][] = [];
  let isOpen = false;
  for (const { x, y } of points) {
    if (y === null) {
      isOpen = false;
    } else if (isOpen) {
      found.at(-1)!.push({ x, y });
    } else {
      found.push([{ x, y }]);
      isOpen = true;
    }
  }
  return found;
}
