import { Button, formatNumber, icons, Stat, StatGrid, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { groupMetrics } from '../metrics/index.ts';
import type { MetricGroup } from '../metrics/index.ts';
import { ChartControls } from './chart-controls.tsx';
import type { ChartSettings } from './chart-settings.ts';
import type { ChartSource } from './chart-source.ts';
import { MetricBars } from './metric-bars.tsx';
import { MetricChart } from './metric-chart.tsx';

export interface MetricChartsProps {
  sources: readonly ChartSource[];
  settings: ChartSettings;
  /** Further controls beside those of the charts. */
  controls?: React.ReactNode;
}

/** Charts of one group that are drawn unasked; a run may have hundreds of metrics. */
const SHOWN = 24;

/** A chart a metric; metrics whose keys begin alike are under one fold. What has one value only is no curve. */
export function MetricCharts({ sources, settings, controls }: MetricChartsProps) {
  useModel(settings);
  const keys = new Set(sources.flatMap(source => [...source.metrics.keys()]));
  const signature = [...keys].sort().join('\n');
  const groups = React.useMemo(() => groupMetrics(signature.split('\n')), [signature]);
  return (
    <div className="atl-Experiments-charts">
      <div className="atl-Experiments-bar">
        <ChartControls settings={settings} />
        {controls}
      </div>
      {groups.map((group, index) => (
        <ChartGroup
          key={group.prefix}
          group={group}
          alone={groups.length === 1}
          far={groups.slice(0, index).reduce((sum, one) => sum + one.keys.length, 0) >= SHOWN}
          sources={sources}
          settings={settings}
        />
      ))}
    </div>
  );
}

interface ChartGroupProps {
  group: MetricGroup;
  /** There is no other group: no fold is needed. */
  alone: boolean;
  /** Below many others: folded until asked for. */
  far: boolean;
  sources: readonly ChartSource[];
  settings: ChartSettings;
}

function ChartGroup({ group, alone, far, sources, settings }: ChartGroupProps) {
  const trans = useTrans();
  const { folds, whole } = settings.values;
  const { prefix, keys } = group;
  const open = alone || (folds[prefix] ?? !far);
  const shown = whole.includes(prefix) ? keys : keys.slice(0, SHOWN);
  const id = React.useId();
  const titleOf = (key: string) => (prefix && !alone ? key.slice(prefix.length + 1) : key);
  const isSingle = (key: string) =>
    sources.every(({ metrics }) => (metrics.get(key)?.count ?? 0) <= 1);
  const figures = sources.length === 1 ? shown.filter(isSingle) : [];
  return (
    <section className="atl-Experiments-group">
      {!alone && (
        <h2>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => settings.set({ folds: { ...folds, [prefix]: !open } })}
          >
            {open ? (
              <icons.chevronDown.react tag="span" />
            ) : (
              <icons.chevronRight.react tag="span" />
            )}
            {prefix || trans.__('Metrics')}
            <small>{keys.length}</small>
          </button>
        </h2>
      )}
      <div id={id} className="atl-Experiments-groupBody" hidden={!open}>
        {open && figures.length > 0 && (
          <StatGrid>
            {figures.map(key => (
              <Stat
                key={key}
                label={titleOf(key)}
                value={formatNumber(sources[0].metrics.get(key)?.values.at(-1))}
              />
            ))}
          </StatGrid>
        )}
        <div className="atl-Experiments-grid">
          {open &&
            shown
              .filter(key => !figures.includes(key))
              .map(key =>
                isSingle(key) ? (
                  <MetricBars key={key} metric={key} title={titleOf(key)} sources={sources} />
                ) : (
                  <MetricChart
                    key={key}
                    metric={key}
                    title={titleOf(key)}
                    sources={sources}
                    options={settings.values}
                  />
                )
              )}
        </div>
      </div>
      {open && shown.length < keys.length && (
        <Button onClick={() => settings.set({ whole: [...whole, prefix] })}>
          {trans.__('Show all %1 charts', keys.length)}
        </Button>
      )}
    </section>
  );
}
