import {
  CurveOverlay,
  EmptyState,
  formatNumber,
  icons,
  PlotFigure,
  seriesColour,
  seriesDash,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import { readCurves } from '../evaluation.ts';
import type { Evaluated } from './evaluation-view.tsx';
import { nameOf } from './run-side-list.tsx';
import { useKept } from './use-kept.ts';

export interface CurveResultsProps {
  model: ComparisonModel;
  evaluated: readonly Evaluated[];
  kind: 'roc' | 'pr';
  path: string;
}

/** ROC or precision–recall curves of several runs. */
export function CurveResults({ model, evaluated, kind, path }: CurveResultsProps) {
  const trans = useTrans();
  const signature = evaluated.map(({ run, text }) => `${run.id} ${text.length}`).join();
  const found = useKept(
    () =>
      evaluated.flatMap(({ run, text }) =>
        (readCurves(text, kind) ?? []).map((curve, index) => ({ run, curve, index }))
      ),
    [signature, kind, path]
  );
  const curves = useKept(
    () =>
      found.map(({ run, curve, index }) => ({
        key: `${run.id} ${index}`,
        label: [nameOf(run), curve.label].filter(Boolean).join(' · '),
        colour: seriesColour(model.colourOf(run)),
        // several classes of one run have its colour
        dash: seriesDash(index * 10),
        x: curve.x,
        y: curve.y
      })),
    [found, model.shown, model.settings.groupBy]
  );
  if (curves.length === 0) {
    return (
      <EmptyState icon={icons.chart} text={trans.__('%1 holds no curve that can be read.', path)} />
    );
  }
  const roc = kind === 'roc';
  const label = roc ? trans.__('ROC curves') : trans.__('Precision–recall curves');
  const domain = [-0.01, 1.01] as const;
  const xAxis = { label: roc ? trans.__('False positive rate') : trans.__('Recall'), domain };
  const yAxis = { label: roc ? trans.__('True positive rate') : trans.__('Precision'), domain };
  const best = [...found].sort((a, b) => (b.curve.score ?? -1) - (a.curve.score ?? -1));
  return (
    <div className="atl-Compare-results">
      <PlotFigure
        label={label}
        title={label}
        csv={() =>
          toCsv([
            ['run', 'id', 'curve', xAxis.label, yAxis.label],
            ...found.flatMap(({ run, curve }) =>
              curve.x.map((x, at) => [nameOf(run), run.id, curve.label, x, curve.y[at]])
            )
          ])
        }
      >
        <CurveOverlay
          label={label}
          x={xAxis}
          y={yAxis}
          curves={curves}
          reference={
            roc
              ? [
                  [0, 0],
                  [1, 1]
                ]
              : undefined
          }
        />
      </PlotFigure>
      <table className="atl-Table" aria-label={trans.__('Scores')}>
        <thead>
          <tr>
            <th scope="col">{trans.__('Run')}</th>
            <th scope="col">{trans.__('Curve')}</th>
            <th scope="col">{roc ? trans.__('AUC') : trans.__('Average precision')}</th>
          </tr>
        </thead>
        <tbody>
          {best.map(({ run, curve, index }) => (
            <tr key={`${run.id} ${index}`}>
              <th scope="row">
                <i
                  className="atl-Plot-dot"
                  style={{ background: seriesColour(model.colourOf(run)) }}
                  aria-hidden="true"
                />
                {nameOf(run)}
              </th>
              <td>{curve.label || '–'}</td>
              <td>{formatNumber(curve.score, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
