import { contours } from 'd3-contour';
import * as React from 'react';
import { formatNumber } from '../format.ts';
import { boxOf } from './plot-axes.tsx';
import { rampColour } from './ramp.ts';
import { ScatterPlot } from './scatter-plot.tsx';
import type { ScatterPlotProps } from './scatter-plot.tsx';
import { scaleOf } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface ContourPlotProps extends Omit<ScatterPlotProps, 'ground'> {
  /** Heights of a square grid over the axes, row by row from the smallest y. */
  surface: Float64Array;
  /** What the heights are, e.g. a metric. */
  heightLabel: string;
}

const LEVELS = 12;

/** Heights over two axes as filled contours, with the points that they were interpolated from. */
export function ContourPlot(props: ContourPlotProps) {
  const { surface, points, height = 420 } = props;
  const node = React.useRef<HTMLDivElement>(null);
  const width = useWidth(node);
  const size = Math.round(Math.sqrt(surface.length));
  const levels = React.useMemo(() => levelsOf(surface, size), [surface, size]);
  const box = boxOf(width, height, props.y);
  const xs = points.map(point => point.x);
  const ys = points.map(point => point.y);
  const domains = [scaleOf(props.x, xs, [0, 1]).domain, scaleOf(props.y, ys, [0, 1]).domain];
  return (
    <div ref={node}>
      <ScatterPlot
        {...props}
        x={{ ...props.x, domain: domains[0] }}
        y={{ ...props.y, domain: domains[1] }}
        height={height}
        ground={() => (
          <g className="atl-Contour" aria-hidden="true">
            {levels.map(({ value, share, rings }) => (
              <path
                key={value}
                d={rings
                  .map(
                    ring =>
                      `M${ring
                        .map(
                          ([column, row]) =>
                            `${(box.left + (column / size) * box.width).toFixed(1)},${(box.top + box.height - (row / size) * box.height).toFixed(1)}`
                        )
                        .join('L')}Z`
                  )
                  .join('')}
                style={{ fill: rampColour(share) }}
              >
                <title>{`${props.heightLabel} ≥ ${formatNumber(value, 4)}`}</title>
              </path>
            ))}
          </g>
        )}
      />
    </div>
  );
}

function levelsOf(surface: Float64Array, size: number) {
  const low = surface.reduce((least, value) => Math.min(least, value), Infinity);
  const high = surface.reduce((most, value) => Math.max(most, value), -Infinity);
  const thresholds = Array.from(
    { length: high > low ? LEVELS : 1 },
    (_, index) => low + ((high - low) * index) / LEVELS
  );
  return contours()
    .size([size, size])
    .thresholds(thresholds)([...surface])
    .map(({ value, coordinates }, index) => ({
      value,
      share: thresholds.length === 1 ? 0.5 : index / (LEVELS - 1),
      rings: coordinates.flat() as [number, number][][]
    }));
}
