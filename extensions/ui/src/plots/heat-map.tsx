import * as React from 'react';
import { rampColour } from './ramp.ts';
import { shortened } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface HeatMapProps {
  label: string;
  rows: readonly string[];
  columns: readonly string[];
  /** Row by row; null is an empty cell. */
  values: readonly (readonly (number | null)[])[];
  /** What the ends of the colours stand for; the extremes of the values if left out. */
  domain?: readonly [number, number];
  format: (value: number) => string;
  rowTitle?: string;
  columnTitle?: string;
}

const LEFT = 96;
const TOP = 42;
const LARGEST = 72;

/** Numbers in rows and columns as a table with coloured cells. */
export function HeatMap(props: HeatMapProps) {
  const { rows, columns, values, format } = props;
  const node = React.useRef<HTMLDivElement>(null);
  const width = useWidth(node);
  const cell = Math.max(18, Math.min(LARGEST, (width - LEFT - 8) / Math.max(1, columns.length)));
  const tall = Math.min(cell, 40);
  const present = values.flat().filter(value => value !== null);
  const [low, high] = props.domain ?? [
    present.reduce((least, value) => Math.min(least, value), Infinity),
    present.reduce((most, value) => Math.max(most, value), -Infinity)
  ];
  const words = rows.map(
    (row, at) =>
      `${row}: ${values[at].map((value, to) => `${columns[to]} ${value === null ? '–' : format(value)}`).join(', ')}`
  );
  return (
    <div ref={node} className="atl-Plot-host atl-mod-scroll">
      <svg
        className="atl-Plot atl-HeatMap"
        width={LEFT + columns.length * cell + 8}
        height={TOP + rows.length * tall + 8}
        role="img"
        aria-label={`${props.label}. ${words.join('. ')}`}
      >
        <text className="atl-mod-title" x={LEFT} y={12}>
          {props.columnTitle ?? ''}
        </text>
        <text className="atl-mod-title" x={4} y={TOP - 8}>
          {props.rowTitle ?? ''}
        </text>
        {columns.map((column, index) => (
          <text key={index} x={LEFT + (index + 0.5) * cell} y={TOP - 8} textAnchor="middle">
            {shortened(column, cell)}
          </text>
        ))}
        {rows.map((row, at) => (
          <g key={at}>
            <text
              x={LEFT - 8}
              y={TOP + (at + 0.5) * tall}
              textAnchor="end"
              dominantBaseline="middle"
            >
              {shortened(row, LEFT - 12)}
            </text>
            {values[at].map((value, to) => (
              <g key={to}>
                <rect
                  x={LEFT + to * cell + 1}
                  y={TOP + at * tall + 1}
                  width={cell - 2}
                  height={tall - 2}
                  rx={2}
                  style={
                    value === null
                      ? undefined
                      : { fill: rampColour(high > low ? (value - low) / (high - low) : 0.5) }
                  }
                >
                  <title>{`${row} / ${columns[to]}: ${value === null ? '–' : format(value)}`}</title>
                </rect>
                {cell >= 34 && value !== null && (
                  <text
                    className="atl-HeatMap-value"
                    x={LEFT + (to + 0.5) * cell}
                    y={TOP + (at + 0.5) * tall}
                    textAnchor="middle"
                    dominantBaseline="middle"
                  >
                    {format(value)}
                  </text>
                )}
              </g>
            ))}
          </g>
        ))}
      </svg>
    </div>
  );
}
