import * as React from 'react';
import { IconButton } from '../button.tsx';
import { icons } from '../icons.ts';
import { useTrans } from '../translation.tsx';
import { ChartDrawing } from './chart-drawing.tsx';
import { ChartLegend } from './chart-legend.tsx';
import type { ChartLink } from './chart-link.ts';
import { ChartMenu } from './chart-menu.tsx';
import type { ChartMenuEntry } from './chart-menu.tsx';
import type { ChartGoal } from './chart-scene.ts';
import { ChartTable } from './chart-table.tsx';
import type { Plot } from './plot.ts';
import type { XKind } from './plot-axes.ts';
import type { ChartFormat } from './save-picture.ts';
import type { ChartEvent, ChartPoint, ChartSeries } from './series.ts';
import type { Smoothing } from './smoothing.ts';

export interface LineChartProps {
  /** What the chart shows; its accessible name, and the title of a saved picture. */
  label: string;
  /** Keep the object of a line that has not changed: it is prepared once. */
  series: readonly ChartSeries[];
  /** The name of the horizontal axis, e.g. "Step". */
  xLabel?: string;
  /** `time`: x is in milliseconds since 1970; `duration`: in seconds. */
  xKind?: XKind;
  /** The name of the vertical axis, e.g. its unit. */
  yLabel?: string;
  logX?: boolean;
  logY?: boolean;
  smoothing?: Smoothing;
  /** Leaves the outermost values out of the picture. */
  clip?: boolean;
  /** Marks the best value. */
  goal?: ChartGoal | null;
  events?: readonly ChartEvent[];
  /** Shared by charts that zoom together and have one cursor. */
  link?: ChartLink;
  /** A click on a point, or Enter at it. */
  onPoint?: (point: ChartPoint) => void;
  /** Pixels of the drawing. */
  height?: number;
  /** Keys of the series that are switched off; give both to keep them outside. */
  hidden?: ReadonlySet<string>;
  onHide?: (keys: ReadonlySet<string>) => void;
  /** False where something else names the lines, e.g. a title or a list beside several charts. */
  legend?: boolean;
  /** Further controls at the right of the legend. */
  controls?: React.ReactNode;
  /** Further entries of its menu. */
  menu?: readonly ChartMenuEntry[];
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Lines over steps or time. Drag to zoom, or the wheel with Ctrl or Alt; double-click or Escape to
 * see all again; the zoom stays while points arrive. Everything is done by keyboard too; the same
 * values stand in a table.
 */
export function LineChart(props: LineChartProps) {
  const { label, series, xKind = 'number', height = 240 } = props;
  const trans = useTrans();
  const [ownHidden, setOwnHidden] = React.useState(NONE);
  const [asTable, setAsTable] = React.useState(false);
  const figure = React.useRef<HTMLElement>(null);
  const plot = React.useRef<Plot | null>(null);
  const hidden = props.hidden ?? ownHidden;
  const hide = props.onHide ?? setOwnHidden;
  return (
    <figure ref={figure} className="atl-LineChart" aria-label={label}>
      <div className="atl-LineChart-head">
        {props.legend !== false && <ChartLegend series={series} hidden={hidden} onHide={hide} />}
        <span className="atl-LineChart-controls">
          {props.controls}
          {document.fullscreenEnabled && (
            <IconButton
              icon={icons.expand}
              label={trans.__('Full screen')}
              onClick={() =>
                void (document.fullscreenElement
                  ? document.exitFullscreen()
                  : figure.current?.requestFullscreen())
              }
            />
          )}
          <IconButton
            icon={asTable ? icons.chart : icons.table}
            label={asTable ? trans.__('Show as chart') : trans.__('Show as table')}
            pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
          {!asTable && (
            <SaveMenu
              plot={plot}
              title={label}
              xLabel={props.xLabel ?? ''}
              entries={props.menu ?? []}
            />
          )}
        </span>
      </div>
      {asTable ? (
        <ChartTable
          {...props}
          xKind={xKind}
          height={height}
          series={series.filter(({ key }) => !hidden.has(key))}
        />
      ) : (
        <ChartDrawing {...props} hidden={hidden} xKind={xKind} height={height} plot={plot} />
      )}
    </figure>
  );
}

function SaveMenu(props: {
  plot: React.RefObject<Plot>;
  title: string;
  xLabel: string;
  entries: readonly ChartMenuEntry[];
}) {
  const trans = useTrans();
  const { title, xLabel } = props;
  const save = (format: ChartFormat) => async () => {
    const plot = props.plot.current;
    if (plot) {
      const { saveChart } = await import('./save-picture.ts');
      await saveChart(plot, format, { title, xLabel });
    }
  };
  return (
    <ChartMenu
      entries={[
        ...props.entries,
        { label: trans.__('Save as PNG'), run: () => void save('png')() },
        { label: trans.__('Save as SVG'), run: () => void save('svg')() },
        { label: trans.__('Save points as CSV'), run: () => void save('csv')() }
      ]}
    />
  );
}
