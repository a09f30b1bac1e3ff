import { classes, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ChartSettings } from './chart-settings.ts';
import { MetricBars } from './metric-bars.tsx';
import { MetricChart } from './metric-chart.tsx';
import type { MetricChartProps } from './metric-chart.tsx';
import { useSeen } from './use-seen.ts';

export interface ChartCardProps extends Omit<MetricChartProps, 'options' | 'menu'> {
  settings: ChartSettings;
  /** The charts that it stands among, for moving it. */
  beside: readonly string[];
}

const DRAGGED = 'application/x-atelier-chart';

/** The frame of a chart: drawn while in sight; it can be dragged before another one. */
export function ChartCard(props: ChartCardProps) {
  const { metric, title, sources, settings, beside } = props;
  const trans = useTrans();
  const node = React.useRef<HTMLElement>(null);
  const seen = useSeen(node);
  const [over, setOver] = React.useState(false);
  const single = sources.every(({ metrics }) => (metrics.get(metric)?.count ?? 0) <= 1);
  const at = beside.indexOf(metric);
  const moves = [
    at > 0 && {
      label: trans.__('Move before'),
      run: () => settings.move(metric, beside[at - 1], beside)
    },
    at < beside.length - 1 && {
      label: trans.__('Move after'),
      run: () => settings.move(metric, beside[at + 2] ?? null, beside)
    }
  ].filter(entry => entry !== false);
  const takes = (event: React.DragEvent) => event.dataTransfer.types.includes(DRAGGED);
  return (
    <section
      ref={node}
      className={classes('atl-Experiments-chart', over && 'atl-mod-over')}
      aria-label={metric}
      onDragStart={event => {
        if ((event.target as HTMLElement).closest('header')) {
          event.dataTransfer.setData(DRAGGED, metric);
          event.dataTransfer.effectAllowed = 'move';
        }
      }}
      onDragOver={event => {
        if (takes(event)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        setOver(false);
        const moved = event.dataTransfer.getData(DRAGGED);
        if (moved && moved !== metric && beside.includes(moved)) {
          event.preventDefault();
          settings.move(moved, metric, beside);
        }
      }}
    >
      {!seen ? (
        <div className="atl-Experiments-unseen" />
      ) : single ? (
        <MetricBars metric={metric} title={title} sources={sources} />
      ) : (
        <MetricChart {...props} options={settings.values} menu={moves} />
      )}
    </section>
  );
}
