import * as React from 'react';
import { formatNumber } from '../format.ts';
import { boxOf, PlotAxes } from './plot-axes.tsx';
import { PlotTooltip } from './plot-tooltip.tsx';
import { scaleOf } from './scale.ts';
import type { PlotAxis } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface OverlayCurve {
  readonly key: string;
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** A colour of CSS. */
  readonly colour: string;
  readonly dash?: readonly number[];
}

export interface CurveOverlayProps {
  label: string;
  x: PlotAxis;
  y: PlotAxis;
  curves: readonly OverlayCurve[];
  /** A line of reference, e.g. that of a classifier that guesses. */
  reference?: readonly [readonly [number, number], readonly [number, number]];
  height?: number;
}

const NEAR = 20;

/** Curves whose x may stand still or turn back, as those of classifiers, laid over one another. */
export function CurveOverlay(props: CurveOverlayProps) {
  const { curves, reference, height = 400 } = props;
  const node = React.useRef<HTMLDivElement>(null);
  const width = useWidth(node);
  const [at, setAt] = React.useState<{ curve: number; point: number } | null>(null);
  const { box, x, y, paths } = React.useMemo(() => {
    const frame = boxOf(width, height, props.y);
    const xScale = scaleOf(
      props.x,
      curves.flatMap(curve => curve.x),
      [frame.left, frame.left + frame.width]
    );
    const yScale = scaleOf(
      props.y,
      curves.flatMap(curve => curve.y),
      [frame.top + frame.height, frame.top]
    );
    return {
      box: frame,
      x: xScale,
      y: yScale,
      paths: curves.map(curve =>
        curve.x.map((value, index) => [xScale.place(value), yScale.place(curve.y[index])] as const)
      )
    };
  }, [curves, props.x, props.y, width, height]);
  const onMove = (event: React.PointerEvent) => {
    const rect = event.currentTarget.getBoundingClientRect();
    let best: typeof at = null;
    let distance = NEAR;
    paths.forEach((path, curve) =>
      path.forEach(([px, py], point) => {
        const away = Math.hypot(px - event.clientX + rect.left, py - event.clientY + rect.top);
        if (away < distance) {
          distance = away;
          best = { curve, point };
        }
      })
    );
    setAt(best);
  };
  const curve = at && curves[at.curve];
  const place = at && paths[at.curve]?.[at.point];
  return (
    <div ref={node} className="atl-Plot-host">
      <svg
        className="atl-Plot"
        width={width}
        height={height}
        role="img"
        aria-label={`${props.label}: ${curves.map(({ label }) => label).join(', ')}`}
        onPointerMove={onMove}
        onPointerLeave={() => setAt(null)}
      >
        <PlotAxes box={box} x={x} y={y} xAxis={props.x} yAxis={props.y} />
        {reference && (
          <line
            className="atl-Overlay-reference"
            x1={x.place(reference[0][0])}
            y1={y.place(reference[0][1])}
            x2={x.place(reference[1][0])}
            y2={y.place(reference[1][1])}
          />
        )}
        <g className="atl-Overlay-curves">
          {paths.map((path, index) => (
            <path
              key={curves[index].key}
              d={`M${path.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join('L')}`}
              style={{
                stroke: curves[index].colour,
                strokeDasharray: curves[index].dash?.join(' ')
              }}
            />
          ))}
        </g>
        {place && (
          <circle
            className="atl-Plot-active"
            data-interactive=""
            cx={place[0]}
            cy={place[1]}
            r={5}
          />
        )}
      </svg>
      <PlotTooltip
        width={width}
        tip={
          curve && place && at
            ? {
                left: place[0],
                top: place[1],
                title: curve.label,
                colour: curve.colour,
                rows: [
                  [props.x.label, formatNumber(curve.x[at.point], 4)],
                  [props.y.label, formatNumber(curve.y[at.point], 4)]
                ]
              }
            : null
        }
      />
    </div>
  );
}
