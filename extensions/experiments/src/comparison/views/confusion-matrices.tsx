import { EmptyState, formatPercent, HeatMap, icons, PlotFigure, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import { readConfusion, rowShares } from '../evaluation.ts';
import type { Evaluated } from './evaluation-view.tsx';
import { nameOf } from './run-side-list.tsx';

/** Drawings at once; hiding runs shows the others. */
const MOST = 12;

/** A matrix a run, as counts or shares; or how each differs from that of the base line. */
export function ConfusionMatrices(props: {
  model: ComparisonModel;
  evaluated: readonly Evaluated[];
}) {
  const { model, evaluated } = props;
  const trans = useTrans();
  const [shares, setShares] = React.useState(true);
  const [against, setAgainst] = React.useState(false);
  const found = evaluated.flatMap(({ run, text }) => {
    const matrix = readConfusion(text);
    return matrix ? [{ run, ...matrix, shares: rowShares(matrix.counts) }] : [];
  });
  if (found.length === 0) {
    return <EmptyState icon={icons.chart} text={trans.__('No confusion matrix could be read.')} />;
  }
  const base = found.find(({ run }) => run.id === model.baseline?.id);
  const comparing = against && base !== undefined;
  return (
    <>
      <div className="atl-Experiments-bar">
        <Check
          label={trans.__('Shares of each true class')}
          checked={shares}
          onChange={setShares}
        />
        {base && (
          <Check
            label={trans.__('Difference to %1', nameOf(base.run))}
            checked={against}
            onChange={setAgainst}
          />
        )}
      </div>
      <div className="atl-Compare-matrices">
        {found.slice(0, MOST).map(({ run, labels, counts, shares: own }) => {
          const label = trans.__('Confusion matrix of %1', nameOf(run));
          const same = comparing && base.labels.join('\n') === labels.join('\n');
          const values = same
            ? own.map((row, at) => row.map((value, to) => value - base.shares[at][to]))
            : shares
              ? own
              : counts;
          return (
            <PlotFigure
              key={run.id}
              label={label}
              title={nameOf(run)}
              csv={() => toCsv([['', ...labels], ...counts.map((row, at) => [labels[at], ...row])])}
            >
              <HeatMap
                label={label}
                rows={labels}
                columns={labels}
                values={values}
                rowTitle={trans.__('true')}
                columnTitle={trans.__('predicted')}
                domain={same ? [-1, 1] : shares ? [0, 1] : undefined}
                format={value =>
                  same
                    ? `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}`
                    : shares
                      ? formatPercent(value, 0)
                      : value.toLocaleString()
                }
              />
            </PlotFigure>
          );
        })}
      </div>
      {found.length > MOST && (
        <p className="atl-Experiments-note">
          {trans.__('%1 of %2 matrices; hide runs to see the others.', MOST, found.length)}
        </p>
      )}
    </>
  );
}
