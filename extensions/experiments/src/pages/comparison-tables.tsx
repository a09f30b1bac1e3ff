import { toNumber } from '@atelier-ml/api';
import type { RunDetail } from '@atelier-ml/api';
import {
  classes,
  EmptyState,
  formatNumber,
  formatTime,
  icons,
  seriesColour,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../charts/index.ts';
import type { ComparisonModel, MetricRow, ParamRow, Statistic } from '../comparison/index.ts';
import { metricRows, paramRows } from '../comparison/index.ts';
import { Elapsed, RunStatusBadge } from '../runs/index.ts';

/** Params and metrics side by side: a row a key, a column a run. */
export function ComparisonTables({ model }: { model: ComparisonModel }) {
  const trans = useTrans();
  const id = React.useId();
  const { onlyDifferences, statistic, directions } = model.view;
  const runs = model.known;
  const wanted = (row: { differs: boolean }) => row.differs || !onlyDifferences;
  const params = paramRows(runs).filter(wanted);
  const metrics = metricRows(runs, { statistic, directions }).filter(wanted);
  const colours = new Map(model.runs.map(({ live, colour }) => [live.id, colour]));
  if (runs.length === 0) {
    return <EmptyState icon={icons.table} text={trans.__('Nothing is known of these runs yet.')} />;
  }
  return (
    <>
      <div className="atl-Experiments-bar">
        <Check
          label={trans.__('Only differences')}
          checked={onlyDifferences}
          onChange={on => model.set({ onlyDifferences: on })}
        />
        <label htmlFor={id}>{trans.__('Value of a metric')}</label>
        <select
          id={id}
          className="atl-Experiments-select"
          value={statistic}
          onChange={event => model.set({ statistic: event.target.value as Statistic })}
        >
          <option value="last">{trans.__('Last')}</option>
          <option value="minimum">{trans.__('Lowest')}</option>
          <option value="maximum">{trans.__('Highest')}</option>
        </select>
      </div>
      <div className="atl-Experiments-scroll atl-Experiments-comparison" tabIndex={0}>
        <table className="atl-Experiments-table" aria-label={trans.__('Comparison')}>
          <thead>
            <tr>
              <th scope="col">
                <span className="atl-visuallyHidden">{trans.__('Name')}</span>
              </th>
              {runs.map(run => (
                <th key={run.id} scope="col" title={`${run.experimentName} / ${run.name}`}>
                  <span
                    className="atl-Experiments-dot"
                    style={{ background: seriesColour(colours.get(run.id) ?? 0) }}
                    aria-hidden="true"
                  />
                  {run.name}
                </th>
              ))}
            </tr>
          </thead>
          <Facts runs={runs} />
          <Section title={trans.__('Metrics')} count={metrics.length} width={runs.length}>
            {metrics.map(row => (
              <MetricLine key={row.key} row={row} runs={runs} model={model} />
            ))}
          </Section>
          <Section title={trans.__('Params')} count={params.length} width={runs.length}>
            {params.map(row => (
              <ParamLine key={row.key} row={row} runs={runs} />
            ))}
          </Section>
        </table>
      </div>
    </>
  );
}

function Facts({ runs }: { runs: readonly RunDetail[] }) {
  const trans = useTrans();
  const line = (title: string, cell: (run: RunDetail) => React.ReactNode) => (
    <tr>
      <th scope="row">{title}</th>
      {runs.map(run => (
        <td key={run.id}>{cell(run)}</td>
      ))}
    </tr>
  );
  return (
    <tbody>
      {line(trans.__('Experiment'), run => run.experimentName)}
      {line(trans.__('Status'), run => (
        <RunStatusBadge run={run} />
      ))}
      {line(trans.__('Started'), run => formatTime(run.startedAt))}
      {line(trans.__('Duration'), run => (
        <Elapsed run={run} />
      ))}
    </tbody>
  );
}

function Section(props: {
  title: string;
  count: number;
  width: number;
  children: React.ReactNode;
}) {
  const trans = useTrans();
  return (
    <tbody>
      <tr className="atl-Experiments-sectionRow">
        <th scope="rowgroup" colSpan={props.width + 1}>
          {props.title}
          {props.count === 0 && <small>{trans.__('none to show')}</small>}
        </th>
      </tr>
      {props.children}
    </tbody>
  );
}

function MetricLine(props: { row: MetricRow; runs: readonly RunDetail[]; model: ComparisonModel }) {
  const trans = useTrans();
  const { row, runs, model } = props;
  const higher = row.direction === 'higher';
  return (
    <tr className={classes(row.differs && 'atl-mod-differs')}>
      <th scope="row">
        {row.key}
        <button
          type="button"
          className="atl-Experiments-better"
          aria-label={
            higher
              ? trans.__('%1: higher is better; change', row.key)
              : trans.__('%1: lower is better; change', row.key)
          }
          title={higher ? trans.__('Higher is better') : trans.__('Lower is better')}
          onClick={() => model.setDirection(row.key, higher ? 'lower' : 'higher')}
        >
          {higher ? '↑' : '↓'}
        </button>
      </th>
      {row.values.map((value, index) => {
        const best = row.best.has(index);
        const summary = runs[index].metrics[row.key];
        return (
          <td
            key={runs[index].id}
            className={classes(best && 'atl-mod-best')}
            title={summary ? String(toNumber(summary.last)) : undefined}
          >
            {formatNumber(value)}
            {best && (
              <>
                <icons.check.react tag="span" />
                <span className="atl-visuallyHidden">{trans.__('best')}</span>
              </>
            )}
          </td>
        );
      })}
    </tr>
  );
}

function ParamLine({ row, runs }: { row: ParamRow; runs: readonly RunDetail[] }) {
  return (
    <tr className={classes(row.differs && 'atl-mod-differs')}>
      <th scope="row">{row.key}</th>
      {row.values.map((value, index) => (
        <td key={runs[index].id} title={value ?? undefined}>
          {value ?? '–'}
        </td>
      ))}
    </tr>
  );
}
