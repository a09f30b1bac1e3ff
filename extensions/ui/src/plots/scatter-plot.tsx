import * as React from 'react';
import { classes } from '../classes.ts';
import { useTrans } from '../translation.tsx';
import { boxOf, PlotAxes } from './plot-axes.tsx';
import { PlotTooltip } from './plot-tooltip.tsx';
import { scaleOf } from './scale.ts';
import type { PlotAxis } from './scale.ts';
import { pathOf, useLasso } from './use-lasso.ts';
import { useWidth } from './use-width.ts';

export interface PlotPoint {
  readonly key: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** A colour of CSS. */
  readonly colour: string;
  /** Radius in pixels. */
  readonly size?: number;
  /** Further values that the tooltip tells. */
  readonly rows?: readonly (readonly [name: string, value: string])[];
}

export interface ScatterPlotProps {
  label: string;
  x: PlotAxis;
  y: PlotAxis;
  points: readonly PlotPoint[];
  chosen?: ReadonlySet<string> | null;
  onChoose?: (keys: ReadonlySet<string> | null) => void;
  onOpen?: (key: string) => void;
  height?: number;
  /** Drawn below the points, in the same scales. */
  ground?: (place: { x(value: number): number; y(value: number): number }) => React.ReactNode;
}

const NEAR = 24;

/**
 * Points over two axes. Drag around points to choose them, with Shift add to them; the arrow keys
 * go from point to point, Space chooses, Enter opens, Escape gives all free.
 */
export function ScatterPlot(props: ScatterPlotProps) {
  const { points, chosen = null, onChoose, onOpen, height = 420 } = props;
  const trans = useTrans();
  const node = React.useRef<HTMLDivElement>(null);
  const width = useWidth(node);
  const [active, setActive] = React.useState<string | null>(null);
  const drawing = React.useMemo(() => {
    const box = boxOf(width, height, props.y);
    const xs = points.map(point => point.x);
    const ys = points.map(point => point.y);
    const x = scaleOf(props.x, xs, [box.left, box.left + box.width]);
    const y = scaleOf(props.y, ys, [box.top + box.height, box.top]);
    const placed = points
      .map(point => ({ point, px: x.place(point.x), py: y.place(point.y) }))
      .filter(({ px, py }) => Number.isFinite(px) && Number.isFinite(py));
    return { box, x, y, placed, order: [...placed].sort((a, b) => a.px - b.px || a.py - b.py) };
  }, [points, props.x, props.y, width, height]);
  const { box, x, y, placed, order } = drawing;
  const lasso = useLasso((inside, adding) => {
    const keys = placed.filter(({ px, py }) => inside(px, py)).map(({ point }) => point.key);
    const next = new Set([...(adding ? (chosen ?? []) : []), ...keys]);
    onChoose?.(next.size > 0 ? next : null);
  });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const at = order.findIndex(({ point }) => point.key === active);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined && order.length > 0) {
      const next = at < 0 ? (step > 0 ? 0 : order.length - 1) : at + step;
      setActive(order[Math.max(0, Math.min(order.length - 1, next))].point.key);
    } else if (event.key === ' ' && active !== null && onChoose) {
      const next = new Set(chosen ?? []);
      if (!next.delete(active)) {
        next.add(active);
      }
      onChoose(next.size > 0 ? next : null);
    } else if (event.key === 'Enter' && active !== null) {
      onOpen?.(active);
    } else if (event.key === 'Escape' && (chosen || active)) {
      onChoose?.(null);
      setActive(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const near = (event: React.MouseEvent) => {
    const rect = event.currentTarget.getBoundingClientRect();
    const [left, top] = [event.clientX - rect.left, event.clientY - rect.top];
    let best: string | null = null;
    let distance = NEAR;
    for (const { point, px, py } of placed) {
      const away = Math.hypot(px - left, py - top);
      if (away < distance) {
        distance = away;
        best = point.key;
      }
    }
    return best;
  };
  const tip = placed.find(({ point }) => point.key === active);
  return (
    <div ref={node} className="atl-Plot-host">
      <svg
        className={classes('atl-Plot', onChoose && 'atl-mod-choosing')}
        width={width}
        height={height}
        role="application"
        aria-label={trans.__('%1: arrow keys go from point to point', props.label)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerMove={event => !lasso.path && setActive(near(event))}
        onPointerLeave={() => setActive(null)}
        onDoubleClick={event => {
          const key = near(event);
          if (key) {
            onOpen?.(key);
          }
        }}
        {...(onChoose ? lasso.handlers : {})}
      >
        <PlotAxes box={box} x={x} y={y} xAxis={props.x} yAxis={props.y} />
        {props.ground?.({ x: x.place, y: y.place })}
        <Points placed={placed} chosen={chosen} />
        {tip && (
          <circle
            className="atl-Plot-active"
            data-interactive=""
            cx={tip.px}
            cy={tip.py}
            r={(tip.point.size ?? 5) + 3}
          />
        )}
        {lasso.path && (
          <path className="atl-Plot-lasso" data-interactive="" d={pathOf(lasso.path)} />
        )}
      </svg>
      <PlotTooltip
        width={width}
        tip={
          tip
            ? {
                left: tip.px,
                top: tip.py,
                title: tip.point.label,
                colour: tip.point.colour,
                rows: tip.point.rows ?? []
              }
            : null
        }
      />
    </div>
  );
}

const Points = React.memo(function Points(props: {
  placed: readonly { point: PlotPoint; px: number; py: number }[];
  chosen: ReadonlySet<string> | null;
}) {
  const { placed, chosen } = props;
  return (
    <g className="atl-Plot-points">
      {placed.map(({ point, px, py }) => (
        <circle
          key={point.key}
          className={classes(chosen && !chosen.has(point.key) && 'atl-mod-away')}
          cx={px}
          cy={py}
          r={point.size ?? 5}
          style={{ fill: point.colour }}
        />
      ))}
    </g>
  );
});
