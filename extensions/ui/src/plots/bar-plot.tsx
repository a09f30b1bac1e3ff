import * as React from 'react';
import { classes } from '../classes.ts';
import { formatNumber } from '../format.ts';
import { shortened } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface PlotBar {
  readonly key: string;
  readonly label: string;
  /** Null where there is nothing to show. */
  readonly value: number | null;
  /** The ends of the error bar. */
  readonly low?: number | null;
  readonly high?: number | null;
  /** A colour of CSS. */
  readonly colour: string;
  /** Small, behind the value. */
  readonly note?: string;
}

export interface BarPlotProps {
  label: string;
  bars: readonly PlotBar[];
  /** What the bars begin at, 0 if left out. */
  domain?: readonly [number, number];
  onOpen?: (key: string) => void;
  format?: (value: number) => string;
}

const ROW = 26;
const TOP = 4;

/** Lying bars from zero, with error bars where there are any; each is a stop of the keyboard. */
export function BarPlot({ label, bars, domain, onOpen, format = formatNumber }: BarPlotProps) {
  const node = React.useRef<HTMLDivElement>(null);
  const width = useWidth(node);
  const left = Math.max(80, Math.min(260, width * 0.3));
  const right = 150;
  const values = bars.flatMap(bar => [bar.value, bar.low, bar.high]).filter(isNumber);
  const [from, to] = domain ?? [
    values.reduce((least, value) => Math.min(least, value), 0),
    values.reduce((most, value) => Math.max(most, value), 0)
  ];
  const place = (value: number) =>
    left + ((value - from) / (to - from || 1)) * Math.max(40, width - left - right);
  const height = TOP * 2 + bars.length * ROW;
  return (
    <div ref={node} className="atl-Plot-host">
      <svg className="atl-Plot" width={width} height={height} role="group" aria-label={label}>
        <line className="atl-Bars-zero" x1={place(0)} x2={place(0)} y1={0} y2={height} />
        {bars.map((bar, index) => {
          const y = TOP + index * ROW;
          const middle = y + ROW / 2;
          const { value } = bar;
          const errors = isNumber(bar.low) && isNumber(bar.high) && bar.low < bar.high;
          const text = [value === null ? '–' : format(value), bar.note].filter(Boolean).join('  ');
          const end = Math.max(...[value ?? 0, bar.high ?? 0, 0].filter(isNumber).map(place));
          return (
            <g
              key={bar.key}
              className={classes('atl-Bars-row', onOpen && 'atl-mod-open')}
              role={onOpen ? 'button' : 'img'}
              tabIndex={onOpen ? 0 : undefined}
              aria-label={`${bar.label}: ${text}`}
              onClick={() => onOpen?.(bar.key)}
              onKeyDown={event => {
                if (event.key === 'Enter' || event.key === ' ') {
                  event.preventDefault();
                  onOpen?.(bar.key);
                }
              }}
            >
              <title>{`${bar.label}: ${text}`}</title>
              <rect className="atl-Bars-hit" x={0} y={y} width={width} height={ROW} />
              <text x={left - 8} y={middle} textAnchor="end" dominantBaseline="middle">
                {shortened(bar.label, left - 16)}
              </text>
              {isNumber(value) && (
                <rect
                  x={Math.min(place(0), place(value))}
                  y={y + 5}
                  width={Math.max(1, Math.abs(place(value) - place(0)))}
                  height={ROW - 10}
                  rx={2}
                  style={{ fill: bar.colour }}
                />
              )}
              {errors && (
                <path
                  className="atl-Bars-error"
                  d={`M${place(bar.low!)},${middle - 4}v8m0,-4H${place(bar.high!)}m0,-4v8`}
                />
              )}
              <text className="atl-mod-value" x={end + 8} y={middle} dominantBaseline="middle">
                {text}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

const isNumber = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);
