import type { RunDetail } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';
import { Button, formatNumber, icons, LineChart, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { useLive } from '../live/index.ts';
import { toCurve } from '../metrics/index.ts';
import { Elapsed, isActive, RunStatusBadge } from '../runs/index.ts';
import type { RunCardModel } from './run-card-model.ts';
import type { StaticOutput } from './run-output.ts';

/** Values that are shown beside the chart. */
const SHOWN = 6;

export interface RunCardProps {
  model: RunCardModel;
  onOpen: (run: RunDetail) => void;
  onDock: (run: RunDetail) => void;
}

/** A run in a cell's output: status, time, last values and a curve, live. */
export function RunCard({ model, onDock, onOpen }: RunCardProps) {
  const trans = useTrans();
  useLive(model);
  const { value, state, error } = model.run;
  if (!value) {
    return <WithoutRun model={model} />;
  }
  const quiet =
    state === 'gone'
      ? trans.__('The run has been deleted; these are its last values.')
      : error !== null &&
        trans.__('The server cannot be reached; these are the last known values.');
  return (
    <section className="atl-RunCard" aria-label={trans.__('Run %1', value.name)}>
      <header>
        <span className="atl-RunCard-icon">
          <icons.run.react tag="span" />
        </span>
        <strong>{value.name}</strong>
        <span className="atl-RunCard-experiment">{value.experimentName}</span>
        <RunStatusBadge run={value} />
        <span className="atl-RunCard-time">
          <Elapsed run={value} />
          {model.run.interrupted && isActive(value.status) && (
            <em>{trans.__('waiting for the server')}</em>
          )}
        </span>
        {state !== 'gone' && (
          <>
            <Button variant="quiet" icon={icons.chart} onClick={() => onDock(value)}>
              {trans.__('Dock')}
            </Button>
            <Button variant="quiet" icon={icons.open} onClick={() => onOpen(value)}>
              {trans.__('Open run')}
            </Button>
          </>
        )}
      </header>
      {value.error && <p className="atl-RunCard-error">{firstLine(value.error)}</p>}
      <div className="atl-RunCard-body">
        <Values run={value} model={model} />
        <Curve run={value} model={model} />
      </div>
      {quiet && <p className="atl-RunCard-quiet">{quiet}</p>}
    </section>
  );
}

const firstLine = (text: string) => text.split('\n', 1)[0];

/** The last values; a click on a metric draws it. */
function Values({ run, model }: { run: RunDetail; model: RunCardModel }) {
  const trans = useTrans();
  const live = model.run.metrics;
  const keys = [...new Set([...Object.keys(run.metrics), ...live.keys()])];
  const drawn = model.drawn?.key;
  if (keys.length === 0) {
    return <p className="atl-RunCard-none">{trans.__('No metric yet.')}</p>;
  }
  return (
    <ul className="atl-RunCard-values" aria-label={trans.__('Metrics')}>
      {keys.slice(0, SHOWN).map(key => {
        const points = live.get(key);
        const summary = run.metrics[key];
        const last = points?.values.at(-1) ?? (summary ? toNumber(summary.last) : null);
        const content = (
          <>
            <span>{key}</span>
            <b>{formatNumber(last)}</b>
          </>
        );
        return (
          <li key={key}>
            {(points?.count ?? 0) > 1 ? (
              <button
                type="button"
                aria-pressed={key === drawn}
                title={trans.__('Draw %1', key)}
                onClick={() => model.draw(key)}
              >
                {content}
              </button>
            ) : (
              <span className="atl-RunCard-value">{content}</span>
            )}
          </li>
        );
      })}
      {keys.length > SHOWN && (
        <li className="atl-RunCard-more">{trans.__('and %1 more', keys.length - SHOWN)}</li>
      )}
    </ul>
  );
}

function Curve({ run, model }: { run: RunDetail; model: RunCardModel }) {
  const trans = useTrans();
  const points = model.drawn;
  const series = React.useMemo(() => {
    if (!points) {
      return [];
    }
    const { x, y } = toCurve(points, 0, 'step');
    return [{ key: points.key, label: points.key, x, y }];
  }, [points]);
  return points ? (
    <div className="atl-RunCard-chart">
      <LineChart
        label={trans.__('%1 of %2 over steps', points.key, run.name)}
        series={series}
        legend={false}
        height={120}
      />
    </div>
  ) : null;
}

/** Before the run is known, and when it is not there: what the notebook remembers. */
function WithoutRun({ model }: { model: RunCardModel }) {
  const trans = useTrans();
  const { state } = model.run;
  const remembered = model.fallback.html !== undefined || model.fallback.text !== undefined;
  if (state === 'loading') {
    return remembered ? <Remembered output={model.fallback} /> : <LoadingState rows={1} />;
  }
  return (
    <section className="atl-RunCard" aria-label={trans.__('Run')}>
      <Remembered output={model.fallback} />
      <p className="atl-RunCard-quiet" role="status">
        {state === 'gone'
          ? trans.__('This run is not on the server: it has been deleted, or is still on its way.')
          : trans.__('The server cannot be reached; the live view comes back by itself.')}
      </p>
    </section>
  );
}

function Remembered({ output: { html, text } }: { output: StaticOutput }) {
  if (html !== undefined) {
    return <div className="jp-RenderedHTMLCommon" dangerouslySetInnerHTML={{ __html: html }} />;
  }
  return text === undefined ? null : <pre>{text}</pre>;
}
