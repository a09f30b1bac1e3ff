import { ChartLink, EmptyState, icons, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { HorizontalAxis } from '../metrics/index.ts';
import { ChartControls } from './chart-controls.tsx';
import { ChartGroup, PINNED, SHOWN } from './chart-group.tsx';
import { layOutCharts, SYSTEM_PREFIX } from './chart-order.ts';
import type { ChartSettings } from './chart-settings.ts';
import type { ChartSource, CurvePoint, RunEvent } from './chart-source.ts';

export interface MetricChartsProps {
  sources: readonly ChartSource[];
  settings: ChartSettings;
  /** Further controls beside those of the charts. */
  controls?: React.ReactNode;
  /** `metrics`: all but those of the machine; `system`: only those. */
  part?: 'metrics' | 'system';
  /** What else happened, marked in every chart. */
  events?: readonly RunEvent[];
  /** A point was clicked, or chosen by keyboard. */
  onPoint?: (point: CurvePoint) => void;
  /** The chart of a metric has come into sight: its points are wanted. */
  onShown?: (metric: string) => void;
  /** Shared with other charts of the same horizontal axis that are to zoom together with these. */
  link?: ChartLink;
}

const isSystemKey = (key: string) => key.startsWith(`${SYSTEM_PREFIX}/`);

/**
 * A chart a metric; metrics whose keys begin alike are under one fold, pinned ones above all. They
 * zoom together and have one cursor. What has one value only is no curve.
 */
export function MetricCharts(props: MetricChartsProps) {
  const { sources, settings, part = 'metrics' } = props;
  const trans = useTrans();
  useModel(settings);
  const { axis, search, pinned, order } = settings.values;
  const links = React.useRef(new Map<HorizontalAxis, ChartLink>());
  const link = props.link ?? ownLinkOf(links.current, axis);
  const all = [...new Set(sources.flatMap(source => [...source.metrics.keys()]))];
  const keys = all.filter(key => isSystemKey(key) === (part === 'system'));
  const signature = keys.sort().join('\n');
  const layout = React.useMemo(
    () => layOutCharts(signature.split('\n'), { search, pinned, order }),
    [signature, search, pinned, order]
  );
  const { groups } = layout;
  const alone = groups.length === 1 && layout.pinned.length === 0;
  const common = {
    sources,
    settings,
    link,
    events: props.events,
    onPoint: props.onPoint,
    onShown: props.onShown
  };
  return (
    <div className="atl-Experiments-charts">
      <div className="atl-Experiments-bar">
        <ChartControls settings={settings} metrics={all.filter(key => !isSystemKey(key))} />
        {props.controls}
      </div>
      {layout.pinned.length > 0 && (
        <ChartGroup
          {...common}
          title={trans.__('Pinned')}
          prefix={PINNED}
          keys={layout.pinned}
          far={false}
        />
      )}
      {groups.map((group, index) => (
        <ChartGroup
          {...common}
          key={group.prefix}
          title={alone ? null : group.prefix || trans.__('Metrics')}
          prefix={group.prefix}
          keys={group.keys}
          far={groups.slice(0, index).reduce((sum, one) => sum + one.keys.length, 0) >= SHOWN}
        />
      ))}
      {groups.length === 0 && layout.pinned.length === 0 && search !== '' && (
        <EmptyState
          icon={icons.search}
          text={trans.__('No metric holds “%1”.', search)}
          action={{ label: trans.__('Show all'), onClick: () => settings.set({ search: '' }) }}
        />
      )}
    </div>
  );
}

/** A zoom into steps is none into seconds. */
function ownLinkOf(links: Map<HorizontalAxis, ChartLink>, axis: HorizontalAxis): ChartLink {
  const link = links.get(axis) ?? new ChartLink();
  links.set(axis, link);
  return link;
}
