import { Button, classes, formatInteger, formatPercent, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { scoresOf } from './evaluation.ts';
import type { ConfusionContent } from './evaluation.ts';

/** How often a class was taken for which; as counts or as shares of what is truly of the class. */
export function ConfusionMatrix({ label, matrix }: { label: string; matrix: ConfusionContent }) {
  const trans = useTrans();
  const [asShares, setAsShares] = React.useState(false);
  const { counts, labels } = matrix;
  const { accuracy, classes: scores, total } = scoresOf(matrix);
  return (
    <div className="atl-Confusion">
      <div className="atl-Confusion-bar">
        <span>{trans.__('n = %1', formatInteger(total))}</span>
        {accuracy !== null && <span>{trans.__('accuracy %1', formatPercent(accuracy))}</span>}
        <Button aria-pressed={asShares} onClick={() => setAsShares(!asShares)}>
          {asShares ? trans.__('Show counts') : trans.__('Show shares of each true class')}
        </Button>
      </div>
      <div className="atl-Experiments-scroll" tabIndex={0} role="region" aria-label={label}>
        <table aria-label={label}>
          <thead>
            <tr>
              <th scope="col">{trans.__('true ↓ predicted →')}</th>
              {labels.map(name => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">{trans.__('recall')}</th>
            </tr>
          </thead>
          <tbody>
            {counts.map((row, index) => {
              const sum = row.reduce((all, count) => all + count, 0);
              return (
                <tr key={labels[index]}>
                  <th scope="row">{labels[index]}</th>
                  {row.map((count, column) => {
                    const share = sum === 0 ? 0 : count / sum;
                    return (
                      <td
                        key={column}
                        className={classes(
                          'atl-Confusion-cell',
                          index === column && 'atl-mod-right',
                          share > 0.55 && 'atl-mod-strong'
                        )}
                        style={{ '--atl-share': share } as React.CSSProperties}
                      >
                        {asShares ? formatPercent(share) : formatInteger(count)}
                      </td>
                    );
                  })}
                  <td>{percent(scores[index].recall)}</td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{trans.__('precision')}</th>
              {scores.map(score => (
                <td key={score.label}>{percent(score.precision)}</td>
              ))}
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
    </div>
  );
}

const percent = (share: number | null): string => (share === null ? '–' : formatPercent(share));
