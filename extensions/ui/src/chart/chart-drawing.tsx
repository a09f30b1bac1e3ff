import * as React from 'react';
import { useTrans } from '../translation.tsx';
import { useChartKeyboard } from './chart-keyboard.ts';
import { ChartLink } from './chart-link.ts';
import { ChartTooltip } from './chart-tooltip.tsx';
import type { LineChartProps } from './line-chart.tsx';
import type { ChartCursor, Plot } from './plot.ts';
import type { XKind } from './plot-axes.ts';
import type { ChartEvent } from './series.ts';
import type { Smoothing } from './smoothing.ts';
import { usePlot } from './use-plot.ts';

export interface ChartDrawingProps extends LineChartProps {
  hidden: ReadonlySet<string>;
  xKind: XKind;
  height: number;
  /** Holds the drawing while it is there. */
  plot: React.MutableRefObject<Plot | null>;
}

const AS_IT_IS: Smoothing = { kind: 'ema', weight: 0 };
const NO_EVENTS: readonly ChartEvent[] = [];

/** The picture of a chart, and what the cursor says. */
export function ChartDrawing(props: ChartDrawingProps) {
  const { series, hidden, xKind, onPoint, plot } = props;
  const trans = useTrans();
  const node = React.useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = React.useState<ChartCursor | null>(null);
  const [zoomed, setZoomed] = React.useState(false);
  const ownLink = React.useMemo(() => new ChartLink(), []);
  usePlot(
    plot,
    node,
    {
      series,
      hidden,
      xKind,
      logX: !!props.logX,
      logY: !!props.logY,
      smoothing: props.smoothing ?? AS_IT_IS,
      clip: !!props.clip,
      goal: props.goal ?? null,
      events: props.events ?? NO_EVENTS,
      yLabel: !!props.yLabel
    },
    props.link ?? ownLink,
    { onCursor: setCursor, onZoom: setZoomed, onPoint }
  );
  const onKeyDown = useChartKeyboard(plot, onPoint);
  return (
    <div className="atl-LineChart-drawing">
      {props.yLabel && (
        <span className="atl-LineChart-yLabel" aria-hidden="true">
          {props.yLabel}
        </span>
      )}
      <div
        ref={node}
        className="atl-LineChart-plot"
        style={{ height: props.height }}
        role="application"
        aria-label={trans.__(
          '%1: arrow keys move along the lines, plus and minus zoom, Escape shows all',
          props.label
        )}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => plot.current?.pointAt(null)}
      />
      {props.xLabel && <figcaption className="atl-LineChart-xLabel">{props.xLabel}</figcaption>}
      {cursor && <ChartTooltip cursor={cursor} xKind={xKind} xLabel={props.xLabel} />}
      {zoomed && (
        <button
          type="button"
          className="atl-LineChart-reset"
          onClick={() => plot.current?.zoom(null, null)}
        >
          {trans.__('Reset zoom')}
        </button>
      )}
    </div>
  );
}
