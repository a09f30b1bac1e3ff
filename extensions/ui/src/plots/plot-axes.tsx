import * as React from 'react';
import { shortened } from './scale.ts';
import type { PlotAxis, Scale } from './scale.ts';

export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room for the axes around a drawing. */
export function boxOf(width: number, height: number, y: PlotAxis): PlotBox {
  const longest = Math.max(0, ...(y.categories ?? []).map(text => text.length));
  const left = y.categories ? Math.min(160, 28 + longest * 6.2) : 72;
  return {
    left,
    top: 10,
    width: Math.max(60, width - left - 14),
    height: Math.max(60, height - 10 - 46)
  };
}

/** Grid, ticks and names of both axes. */
export const PlotAxes = React.memo(function PlotAxes(props: {
  box: PlotBox;
  x: Scale;
  y: Scale;
  xAxis: PlotAxis;
  yAxis: PlotAxis;
}) {
  const { box, x, y, xAxis, yAxis } = props;
  const bottom = box.top + box.height;
  const right = box.left + box.width;
  const room = box.width / Math.max(1, x.ticks.length);
  return (
    <g className="atl-Plot-axes" aria-hidden="true">
      {y.ticks.map(({ at, label }) => (
        <g key={at}>
          <line x1={box.left} x2={right} y1={y.place(at)} y2={y.place(at)} />
          <text x={box.left - 8} y={y.place(at)} textAnchor="end" dominantBaseline="middle">
            {shortened(label, box.left - 24)}
          </text>
        </g>
      ))}
      {x.ticks.map(({ at, label }) => (
        <g key={at}>
          <line x1={x.place(at)} x2={x.place(at)} y1={box.top} y2={bottom} />
          <text x={x.place(at)} y={bottom + 16} textAnchor="middle">
            {shortened(label, room)}
          </text>
        </g>
      ))}
      <text
        className="atl-mod-title"
        x={box.left + box.width / 2}
        y={bottom + 36}
        textAnchor="middle"
      >
        {shortened(xAxis.label, box.width)}
      </text>
      <text
        className="atl-mod-title"
        transform={`translate(12 ${box.top + box.height / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        {shortened(yAxis.label, box.height)}
      </text>
    </g>
  );
});
