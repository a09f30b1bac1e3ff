import { formatNumber, seriesColour, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { CurveContent } from './evaluation.ts';

export interface CurvePlotProps {
  kind: 'roc' | 'pr';
  label: string;
  /** All are drawn into one plot, each under its label. */
  curves: readonly CurveContent[];
}

const SIZE = 320;
const EDGE = { left: 44, top: 10, right: 12, bottom: 38 } as const;
const INNER = { width: SIZE - EDGE.left - EDGE.right, height: SIZE - EDGE.top - EDGE.bottom };
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const xOf = (value: number) => EDGE.left + value * INNER.width;
const yOf = (value: number) => EDGE.top + (1 - value) * INNER.height;

/** ROC or precision–recall curves, with what the pointer is nearest to. */
export function CurvePlot({ curves, kind, label }: CurvePlotProps) {
  const trans = useTrans();
  const [near, setNear] = React.useState<{ curve: number; point: number } | null>(null);
  const roc = kind === 'roc';
  const [xTitle, yTitle] = roc
    ? [trans.__('False positive rate'), trans.__('True positive rate')]
    : [trans.__('Recall'), trans.__('Precision')];
  const nameOf = (index: number) => curves[index].label || trans.__('Curve %1', index + 1);
  const onMove = (event: React.PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (((event.clientX - box.left) / box.width) * SIZE - EDGE.left) / INNER.width;
    const y = 1 - (((event.clientY - box.top) / box.height) * SIZE - EDGE.top) / INNER.height;
    setNear(nearest(curves, x, y));
  };
  const shown = near && curves[near.curve];
  const at = near?.point ?? 0;
  return (
    <figure className="atl-CurvePlot">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`${label}: ${curves.map((curve, index) => `${nameOf(index)} ${formatNumber(curve.score, 4)}`).join(', ')}`}
        onPointerMove={onMove}
        onPointerLeave={() => setNear(null)}
      >
        {TICKS.map(tick => (
          <g key={tick}>
            <line x1={xOf(0)} x2={xOf(1)} y1={yOf(tick)} y2={yOf(tick)} />
            <line x1={xOf(tick)} x2={xOf(tick)} y1={yOf(0)} y2={yOf(1)} />
            <text x={xOf(0) - 6} y={yOf(tick) + 4} textAnchor="end">
              {tick}
            </text>
            <text x={xOf(tick)} y={yOf(0) + 15} textAnchor="middle">
              {tick}
            </text>
          </g>
        ))}
        <text x={xOf(0.5)} y={SIZE - 6} textAnchor="middle">
          {xTitle}
        </text>
        <text transform={`translate(11 ${yOf(0.5)}) rotate(-90)`} textAnchor="middle">
          {yTitle}
        </text>
        {roc && <line className="atl-mod-chance" x1={xOf(0)} y1={yOf(0)} x2={xOf(1)} y2={yOf(1)} />}
        {curves.map((curve, index) => (
          <path key={index} d={lineOf(curve)} style={{ stroke: seriesColour(index) }} />
        ))}
        {shown && <circle cx={xOf(shown.x[at])} cy={yOf(shown.y[at])} r={4} />}
      </svg>
      <figcaption>
        <ul>
          {curves.map((curve, index) => (
            <li key={index}>
              <i style={{ background: seriesColour(index) }} aria-hidden="true" />
              {nameOf(index)}
              <strong>
                {roc ? trans.__('AUC') : trans.__('AP')} {formatNumber(curve.score, 4)}
              </strong>
            </li>
          ))}
        </ul>
        <p aria-live="off">
          {near && shown
            ? `${nameOf(near.curve)}: ${xTitle} ${formatNumber(shown.x[at], 4)}, ${yTitle} ${formatNumber(shown.y[at], 4)}` +
              (shown.thresholds[at] !== null && shown.thresholds[at] !== undefined
                ? `, ${trans.__('threshold %1', formatNumber(shown.thresholds[at], 4))}`
                : '')
            : ' '}
        </p>
      </figcaption>
    </figure>
  );
}

function lineOf({ x, y }: CurveContent): string {
  return x
    .map(
      (value, index) =>
        `${index === 0 ? 'M' : 'L'}${xOf(value).toFixed(1)} ${yOf(y[index]).toFixed(1)}`
    )
    .join('');
}

function nearest(curves: readonly CurveContent[], x: number, y: number) {
  let best: { curve: number; point: number } | null = null;
  let distance = 0.15;
  curves.forEach((curve, index) =>
    curve.x.forEach((value, point) => {
      const far = Math.hypot(value - x, curve.y[point] - y);
      if (far < distance) {
        distance = far;
        best = { curve: index, point };
      }
    })
  );
  return best;
}
