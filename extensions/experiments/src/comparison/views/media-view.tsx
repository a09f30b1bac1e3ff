import { EmptyState, icons, LoadingState, SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { StepSlider } from '../../artifacts/index.ts';
import { mediaKeys, mediaSteps } from '../media.ts';
import type { ComparisonSettings } from '../settings.ts';
import { MediaTile } from './media-tile.tsx';
import { isControl, MediaViewer } from './media-viewer.tsx';
import type { ViewProps } from './view-props.ts';

/** More runs than this are not told apart. */
const MOST_RUNS = 60;
/** More names than this are searched for. */
const MOST_KEYS = 30;

/** Pictures, films, sounds and histograms: a row a name, a column a run, all at the same step. */
export function MediaView({ model, onOpen }: ViewProps) {
  const trans = useTrans();
  const { shown, settings } = model;
  const { details } = model.details;
  const { media } = settings;
  const runs = React.useMemo(() => shown.slice(0, MOST_RUNS), [shown]);
  const [enlarged, setEnlarged] = React.useState<{ key: string; run: string } | null>(null);
  React.useEffect(() => model.details.want(runs.map(({ id }) => id)));
  const all = React.useMemo(
    () => mediaKeys(runs.flatMap(({ id }) => details.get(id) ?? [])),
    [runs, details]
  );
  const steps = React.useMemo(() => mediaSteps(all), [all]);
  const set = (change: Partial<ComparisonSettings['media']>) =>
    model.set({ media: { ...media, ...change } });
  if (all.length === 0) {
    return runs.some(({ id }) => !details.has(id)) ? (
      <LoadingState rows={4} />
    ) : (
      <EmptyState
        icon={icons.artifact}
        text={trans.__('The shown runs have kept no picture, film, sound or histogram.')}
      />
    );
  }
  const text = media.search.trim().toLowerCase();
  const found = all.filter(({ name }) => name.toLowerCase().includes(text));
  const last = steps.length - 1;
  const before = steps.findLastIndex(step => step <= media.step);
  const index = media.latest ? last : Math.max(0, before);
  const step = steps[index] ?? 0;
  const go = (to: number) => {
    if (steps[to] !== undefined) {
      set({ latest: to === last, step: steps[to] });
    }
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined && enlarged === null && !isControl(event.target)) {
      event.preventDefault();
      go(index + by);
    }
  };
  const large = enlarged && all.find(({ key }) => key === enlarged.key);
  const largeRuns = runs.filter(({ id }) => large?.runs.has(id));
  const largeRun = largeRuns.find(({ id }) => id === enlarged?.run);
  return (
    <div className="atl-Media" onKeyDown={onKeyDown}>
      <div className="atl-Media-bar">
        <SearchField
          value={media.search}
          label={trans.__('Find by name')}
          onChange={search => set({ search })}
        />
        {steps.length > 1 && <StepSlider steps={steps} index={index} onGo={go} />}
        <label className="atl-Compare-field">
          {trans.__('Size')}
          <input
            type="range"
            min={90}
            max={480}
            step={30}
            value={media.size}
            onChange={event => set({ size: Number(event.target.value) })}
          />
        </label>
      </div>
      {found.length === 0 && (
        <p className="atl-Experiments-note" role="status">
          {trans.__('No name has “%1” in it.', media.search)}
        </p>
      )}
      {found.slice(0, MOST_KEYS).map(one => (
        <section key={one.key} aria-label={one.name}>
          <h3>
            {one.name} <small>{trans._n('%1 run', '%1 runs', one.runs.size)}</small>
          </h3>
          <ul style={{ '--atl-media-size': `${media.size}px` } as React.CSSProperties}>
            {runs.map(run => (
              <MediaTile
                key={run.id}
                model={model}
                run={run}
                of={one}
                step={step}
                onEnlarge={() => setEnlarged({ key: one.key, run: run.id })}
              />
            ))}
          </ul>
        </section>
      ))}
      {(found.length > MOST_KEYS || shown.length > MOST_RUNS) && (
        <p className="atl-Experiments-note">
          {trans.__(
            'The first %1 names and %2 runs at most; search, or hide runs, to see others.',
            MOST_KEYS,
            MOST_RUNS
          )}
        </p>
      )}
      {large && largeRun && (
        <MediaViewer
          model={model}
          of={large}
          runs={largeRuns}
          run={largeRun}
          steps={steps}
          index={index}
          onGo={go}
          onRun={run => setEnlarged({ key: large.key, run })}
          onOpen={onOpen}
          onClose={() => setEnlarged(null)}
        />
      )}
    </div>
  );
}
