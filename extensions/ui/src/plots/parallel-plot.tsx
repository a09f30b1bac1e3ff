import * as React from 'react';
import { classes } from '../classes.ts';
import { formatNumber } from '../format.ts';
import { useTrans } from '../translation.tsx';
import { ParallelAxisView } from './parallel-axis.tsx';
import { BELOW, passing, placeAxes, placeValue } from './parallel-scales.ts';
import type { BrushRange, ParallelAxis } from './parallel-scales.ts';
import { PlotTooltip } from './plot-tooltip.tsx';
import { useWidth } from './use-width.ts';

export interface ParallelLine {
  readonly key: string;
  readonly label: string;
  /** A colour of CSS. */
  readonly colour: string;
}

export interface ParallelPlotProps {
  label: string;
  axes: readonly ParallelAxis[];
  lines: readonly ParallelLine[];
  ranges: Readonly<Record<string, BrushRange>>;
  onRanges: (ranges: Record<string, BrushRange>) => void;
  /** The axes in another order. */
  onReorder: (keys: string[]) => void;
  /** Lines that something else has chosen, e.g. a brush of another drawing. */
  chosen?: ReadonlySet<string> | null;
  onOpen?: (key: string) => void;
  height?: number;
}

/** Pixels between two axes below which the drawing scrolls. */
const NARROWEST = 110;
const NEAR = 12;

/**
 * Lines over many axes. Drag along an axis, or move its two handles with the arrow keys, to see only
 * the lines that pass there; drag an axis by its name, or use the arrow keys on it, to move it.
 */
export function ParallelPlot(props: ParallelPlotProps) {
  const { axes, lines, ranges, onRanges, chosen = null, height = 420 } = props;
  const trans = useTrans();
  const node = React.useRef<HTMLDivElement>(null);
  const shown = useWidth(node);
  const width = Math.max(shown, axes.length * NARROWEST);
  const [active, setActive] = React.useState<number | null>(null);
  const placed = React.useMemo(() => placeAxes(axes, width, height), [axes, width, height]);
  const paths = React.useMemo(
    () =>
      lines.map((_, index) =>
        placed.map(one => [one.x, placeValue(one, one.axis.values[index], height)] as const)
      ),
    [lines, placed, height]
  );
  const passed = React.useMemo(
    () => passing(axes, ranges, lines.length),
    [axes, ranges, lines.length]
  );
  const move = (key: string, to: number) => {
    const keys = axes.map(axis => axis.key).filter(one => one !== key);
    keys.splice(Math.max(0, Math.min(keys.length, to)), 0, key);
    props.onReorder(keys);
  };
  const brush = (key: string, range: BrushRange | null) => {
    const { [key]: _, ...others } = ranges;
    onRanges(range ? { ...others, [key]: range } : others);
  };
  const near = (event: React.MouseEvent) => {
    const rect = event.currentTarget.getBoundingClientRect();
    return nearestLine(paths, event.clientX - rect.left, event.clientY - rect.top, passed);
  };
  const tip = active === null ? null : lines[active];
  return (
    <div ref={node} className="atl-Plot-host atl-Parallel">
      <svg
        className="atl-Plot"
        width={width}
        height={height}
        role="group"
        aria-label={props.label}
        onPointerMove={event => setActive(near(event))}
        onPointerLeave={() => setActive(null)}
        onDoubleClick={event => {
          const index = near(event);
          if (index !== null) {
            props.onOpen?.(lines[index].key);
          }
        }}
      >
        <Lines paths={paths} lines={lines} passed={passed} chosen={chosen} />
        {active !== null && tip && (
          <path
            className="atl-Parallel-active"
            data-interactive=""
            d={pathOf(paths[active])}
            style={{ stroke: tip.colour }}
          />
        )}
        <text className="atl-Parallel-none" x={4} y={height - 6}>
          {trans.__('no value')}
        </text>
        {placed.map((one, index) => (
          <ParallelAxisView
            key={one.axis.key}
            placed={one}
            height={height - BELOW}
            range={ranges[one.axis.key] ?? null}
            onRange={range => brush(one.axis.key, range)}
            onMove={step => move(one.axis.key, index + step)}
            onDrop={x =>
              move(one.axis.key, placed.filter(other => other !== one && other.x < x).length)
            }
            room={placed.length > 1 ? placed[1].x - placed[0].x : width}
          />
        ))}
      </svg>
      <PlotTooltip
        width={width}
        tip={
          tip && active !== null
            ? {
                left: tipPlace(paths[active], width),
                top: 70,
                title: tip.label,
                colour: tip.colour,
                rows: placed.map(({ axis }) => [axis.label, valueText(axis, active)] as const)
              }
            : null
        }
      />
    </div>
  );
}

const tipPlace = (path: readonly (readonly [number, number])[], width: number) =>
  Math.min(width * 0.5, path.at(-1)?.[0] ?? 0);

function valueText(axis: ParallelAxis, index: number): string {
  const value = axis.values[index];
  return value === null
    ? '–'
    : (axis.categories?.[value] ?? axis.format?.(value) ?? formatNumber(value));
}

const pathOf = (path: readonly (readonly [number, number])[]) =>
  `M${path.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}`;

function nearestLine(
  paths: readonly (readonly (readonly [number, number])[])[],
  x: number,
  y: number,
  passed: ReadonlySet<number> | null
): number | null {
  let best: number | null = null;
  let distance = NEAR;
  paths.forEach((path, index) => {
    if (passed && !passed.has(index)) {
      return;
    }
    for (let at = 0; at + 1 < path.length; at++) {
      const [[x1, y1], [x2, y2]] = [path[at], path[at + 1]];
      if (x >= x1 && x <= x2 && x2 > x1) {
        const away = Math.abs(y1 + ((x - x1) / (x2 - x1)) * (y2 - y1) - y);
        if (away < distance) {
          distance = away;
          best = index;
        }
      }
    }
  });
  return best;
}

const Lines = React.memo(function Lines(props: {
  paths: readonly (readonly (readonly [number, number])[])[];
  lines: readonly ParallelLine[];
  passed: ReadonlySet<number> | null;
  chosen: ReadonlySet<string> | null;
}) {
  const { paths, lines, passed, chosen } = props;
  const away = (index: number) =>
    (passed && !passed.has(index)) || (chosen && !chosen.has(lines[index].key));
  const order = paths.map((_, index) => index).sort((a, b) => Number(!away(a)) - Number(!away(b)));
  return (
    <g
      className={classes('atl-Parallel-lines', lines.length > 60 && 'atl-mod-many')}
      aria-hidden="true"
    >
      {order.map(index => (
        <path
          key={lines[index].key}
          className={classes(away(index) && 'atl-mod-away')}
          d={pathOf(paths[index])}
          style={{ stroke: lines[index].colour }}
        />
      ))}
    </g>
  );
});
