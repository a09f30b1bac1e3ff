import type { ChartLink } from '@atelier-ml/ui';
import { Button, formatNumber, icons, Stat, StatGrid, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { ChartCard } from './chart-card.tsx';
import { SYSTEM_PREFIX } from './chart-order.ts';
import type { ChartSettings } from './chart-settings.ts';
import type { ChartSource, CurvePoint, RunEvent } from './chart-source.ts';

export interface ChartGroupProps {
  /** Its heading; null: there is no other group, so it needs none. */
  title: string | null;
  prefix: string;
  keys: readonly string[];
  /** Below many others: folded until asked for. */
  far: boolean;
  sources: readonly ChartSource[];
  settings: ChartSettings;
  link: ChartLink;
  events?: readonly RunEvent[];
  onPoint?: (point: CurvePoint) => void;
  onShown?: (metric: string) => void;
}

/** Charts of one group that are shown unasked; a run may have hundreds of metrics. */
export const SHOWN = 24;

/** Charts under one heading that folds. */
export function ChartGroup(props: ChartGroupProps) {
  const { title, prefix, keys, far, sources, settings, link } = props;
  const trans = useTrans();
  const { folds, whole, pinned, search } = settings.values;
  const open = title === null || search !== '' || (folds[prefix] ?? !far);
  const shown = whole.includes(prefix) ? keys : keys.slice(0, SHOWN);
  const id = React.useId();
  const isPinned = prefix === PINNED;
  const titleOf = (key: string) =>
    prefix && !isPinned && (title !== null || prefix === SYSTEM_PREFIX)
      ? key.slice(prefix.length + 1)
      : key;
  const isSingle = (key: string) =>
    sources.every(({ metrics }) => (metrics.get(key)?.count ?? 0) <= 1);
  const figures = sources.length === 1 && !isPinned ? shown.filter(isSingle) : [];
  const charts = shown.filter(key => !figures.includes(key));
  return (
    <section className="atl-Experiments-group">
      {title !== null && (
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
            {title}
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
                hint={sources[0].definitions?.[key]?.unit}
              />
            ))}
          </StatGrid>
        )}
        <div className="atl-Experiments-grid">
          {open &&
            charts.map(key => (
              <ChartCard
                key={key}
                metric={key}
                title={titleOf(key)}
                sources={sources}
                settings={settings}
                link={link}
                events={props.events}
                onPoint={props.onPoint}
                onShown={props.onShown}
                beside={charts}
                pinned={pinned.includes(key)}
                onPin={() => settings.togglePin(key)}
              />
            ))}
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

/** The name under which the fold of the pinned charts is kept; no metric can have it as a prefix. */
export const PINNED = '*';
