import * as React from 'react';
import { IconButton } from '../button.tsx';
import { formatNumber, formatTime } from '../format.ts';
import { icons } from '../icons.ts';
import { useTrans } from '../translation.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartTooltip } from './chart-tooltip.tsx';
import type { ChartCursor } from './plot.ts';
import { nearestIndex } from './series.ts';
import type { ChartSeries } from './series.ts';
import { usePlot } from './use-plot.ts';

export interface LineChartProps {
  /** What the chart shows; its accessible name. */
  label: string;
  series: readonly ChartSeries[];
  /** The name of the horizontal axis, e.g. "Step". */
  xLabel?: string;
  /** `time`: x is in milliseconds since 1970. */
  xKind?: 'number' | 'time';
  logX?: boolean;
  logY?: boolean;
  /** 0 … 0.99: weight of the past in the moving average. */
  smoothing?: number;
  /** Pixels of the drawing. */
  height?: number;
  /** Keys of the series that are switched off; give both to keep them outside. */
  hidden?: ReadonlySet<string>;
  onHide?: (keys: ReadonlySet<string>) => void;
  /** False where something else names the lines, e.g. a title or a list beside several charts. */
  legend?: boolean;
  /** Further controls at the right of the legend. */
  controls?: React.ReactNode;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Lines over steps or time. Drag to zoom, double-click or Escape to see all again; the zoom stays
 * while points arrive. The arrow keys move the cursor; the same values stand in a table.
 */
export function LineChart(props: LineChartProps) {
  const { label, series, xKind = 'number', height = 240 } = props;
  const trans = useTrans();
  const [ownHidden, setOwnHidden] = React.useState(NONE);
  const [asTable, setAsTable] = React.useState(false);
  const hidden = props.hidden ?? ownHidden;
  const hide = props.onHide ?? setOwnHidden;
  return (
    <figure className="atl-LineChart" aria-label={label}>
      <div className="atl-LineChart-head">
        {props.legend !== false && <ChartLegend series={series} hidden={hidden} onHide={hide} />}
        <span className="atl-LineChart-controls">
          {props.controls}
          <IconButton
            icon={asTable ? icons.chart : icons.table}
            label={asTable ? trans.__('Show as chart') : trans.__('Show as table')}
            pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
        </span>
      </div>
      {asTable ? (
        <ChartTable {...props} xKind={xKind} height={height} />
      ) : (
        <Drawing {...props} hidden={hidden} xKind={xKind} height={height} />
      )}
    </figure>
  );
}

function Drawing(
  props: LineChartProps & { hidden: ReadonlySet<string>; xKind: 'number' | 'time'; height: number }
) {
  const { series, hidden, xKind } = props;
  const trans = useTrans();
  const node = React.useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = React.useState<ChartCursor | null>(null);
  const [zoomed, setZoomed] = React.useState(false);
  const plot = usePlot(
    node,
    {
      series,
      hidden,
      xKind,
      logX: !!props.logX,
      logY: !!props.logY,
      smoothing: props.smoothing ?? 0
    },
    { onCursor: setCursor, onZoom: setZoomed }
  );
  const onKeyDown = (event: React.KeyboardEvent) => {
    const x = series.find(({ key }) => !hidden.has(key))?.x ?? [];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape' && zoomed) {
      plot.current?.resetZoom();
    } else if (step !== undefined && x.length > 0) {
      const at = cursor ? nearestIndex(x, cursor.x) + step : step > 0 ? 0 : x.length - 1;
      plot.current?.pointAt(x[Math.max(0, Math.min(x.length - 1, at))]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="atl-LineChart-drawing">
      <div
        ref={node}
        className="atl-LineChart-plot"
        style={{ height: props.height }}
        role="application"
        aria-label={trans.__('%1: arrow keys move along the lines', props.label)}
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      {props.xLabel && <figcaption className="atl-LineChart-xLabel">{props.xLabel}</figcaption>}
      {cursor && (
        <ChartTooltip
          series={series}
          hidden={hidden}
          cursor={cursor}
          formatX={xKind === 'time' ? formatTime : formatNumber}
          xLabel={props.xLabel}
        />
      )}
      {zoomed && (
        <button
          type="button"
          className="atl-LineChart-reset"
          onClick={() => plot.current?.resetZoom()}
        >
          {trans.__('Reset zoom')}
        </button>
      )}
    </div>
  );
}
