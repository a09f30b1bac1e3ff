import { EmptyState, icons, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ShownRun } from '../compared-run.ts';
import { evaluationChoices } from '../evaluation.ts';
import { ConfusionMatrices } from './confusion-matrices.tsx';
import { CurveResults } from './curve-results.tsx';
import { TableResults } from './table-results.tsx';
import type { ViewProps } from './view-props.ts';

/** More runs than this cannot be told apart. */
const MOST = 60;

/** A run with the text of its artifact. */
export interface Evaluated {
  readonly run: ShownRun;
  readonly text: string;
}

/** ROC and precision–recall curves, confusion matrices and logged tables of several runs in one drawing. */
export function EvaluationView({ model }: ViewProps) {
  const trans = useTrans();
  const runs = model.shown.slice(0, MOST);
  React.useEffect(() => model.details.want(runs.map(({ id }) => id)));
  const details = runs.map(({ id }) => model.details.details.get(id));
  const choices = evaluationChoices(details);
  const { artifact } = model.settings.evaluation;
  const choice = choices.find(({ key }) => key === artifact) ?? choices[0];
  if (!choice) {
    return details.some(detail => detail === undefined) ? (
      <LoadingState rows={4} />
    ) : (
      <EmptyState
        icon={icons.chart}
        text={trans.__(
          'The shown runs have logged no ROC or precision–recall curve, no confusion matrix and no table.'
        )}
      />
    );
  }
  const texts = runs.map((run, index) => {
    const detail = details[index];
    return { run, text: detail ? model.artifacts.text(detail, choice.path) : undefined };
  });
  const evaluated = texts.filter((one): one is Evaluated => typeof one.text === 'string');
  const names = {
    roc: trans.__('ROC curve'),
    pr: trans.__('Precision–recall curve'),
    confusion: trans.__('Confusion matrix'),
    table: trans.__('Table')
  };
  return (
    <>
      <div className="atl-Experiments-bar">
        <label className="atl-Compare-field">
          {trans.__('Artifact')}
          <select
            className="atl-Experiments-select"
            value={choice.key}
            onChange={event => model.set({ evaluation: { artifact: event.target.value } })}
          >
            {choices.map(one => (
              <option key={one.key} value={one.key}>
                {`${names[one.kind]}: ${one.path} (${one.runs})`}
              </option>
            ))}
          </select>
        </label>
        {model.shown.length > MOST && (
          <span className="atl-Experiments-note">
            {trans.__('The first %1 runs; hide others to see more.', MOST)}
          </span>
        )}
      </div>
      {evaluated.length === 0 && texts.some(({ text }) => text === undefined) ? (
        <LoadingState rows={4} />
      ) : choice.kind === 'confusion' ? (
        <ConfusionMatrices model={model} evaluated={evaluated} />
      ) : choice.kind === 'table' ? (
        <TableResults model={model} evaluated={evaluated} path={choice.path} />
      ) : (
        <CurveResults model={model} evaluated={evaluated} kind={choice.kind} path={choice.path} />
      )}
    </>
  );
}
