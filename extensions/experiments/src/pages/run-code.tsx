import type { CellExecution, ExecutedCell, RunDetail } from '@atelier-ml/api';
import { Chip, CopyButton, EmptyState, formatTime, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { cellsAt, stateOf, timeOfStep } from '../code/index.ts';
import type { CellState } from '../code/index.ts';
import { languageOf } from '../runs/index.ts';
import type { Highlighter } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { CellExpense, useCellExpenses } from './cell-expense.tsx';
import { RunGit } from './run-git.tsx';
import { RunPackages } from './run-packages.tsx';
import type { RunPageModel } from './run-page-model.ts';

export interface RunCodeProps {
  run: RunDetail;
  model: RunPageModel;
  services: ExperimentsServices;
}

/** What was executed: cells, the commit they belong to, what differed from it, and packages. */
export function RunCode(props: RunCodeProps) {
  return (
    <div className="atl-Experiments-code">
      <RunGit {...props} />
      <RunCells {...props} />
      <RunPackages {...props} />
    </div>
  );
}

/** The cells that were executed during the run, in their order; or as they were at a step. */
function RunCells({ run, model, services }: RunCodeProps) {
  const trans = useTrans();
  const { highlighter, openCells } = services;
  const { moment } = model;
  const expenseOf = useCellExpenses(run, services.client.api);
  if (run.cells.length === 0) {
    return (
      <EmptyState
        icon={icons.code}
        text={trans.__('No code was recorded: the run was not logged from a notebook’s cell.')}
      />
    );
  }
  const language = languageOf(run.environment);
  const shown = moment ? cellsAt(run.cells, moment.time) : run.cells;
  return (
    <section aria-label={trans.__('Cells')}>
      <div className="atl-Experiments-bar">
        <h2 className="atl-Experiments-heading">{trans.__('Cells')}</h2>
        <MomentChoice model={model} />
        {moment && (
          <span className="atl-Experiments-none" role="status">
            {trans.__('As they were at step %1, %2', moment.step, formatTime(moment.time))}
          </span>
        )}
      </div>
      {shown.length === 0 && (
        <EmptyState icon={icons.code} text={trans.__('No cell had been executed by then.')} />
      )}
      <ol className="atl-Experiments-cells">
        {shown.map((cell, index) => (
          <CodeCell
            key={`${cell.cellId} ${cell.at} ${index}`}
            cell={cell}
            state={
              run.notebook
                ? stateOf(cell, openCells?.sourceOf(run.notebook, cell.cellId))
                : 'unknown'
            }
            language={language}
            highlighter={highlighter}
            expense={expenseOf(cell)}
          />
        ))}
      </ol>
    </section>
  );
}

/** Every execution, or the cells as they were when the run was at a step. */
function MomentChoice({ model }: { model: RunPageModel }) {
  const trans = useTrans();
  const { moment, run } = model;
  const [text, setText] = React.useState(moment ? String(moment.step) : '');
  React.useEffect(() => setText(moment ? String(moment.step) : ''), [moment]);
  const choose = (value: string) => {
    setText(value);
    const step = Number(value);
    const time = value.trim() === '' ? null : timeOfStep(run.metrics.values(), step);
    model.showMoment(time === null ? null : { step, time });
  };
  return (
    <label className="atl-Experiments-labelled">
      {trans.__('As they were at step')}
      <input
        type="number"
        className="atl-Experiments-step"
        placeholder={trans.__('all')}
        value={text}
        onChange={event => choose(event.target.value)}
      />
    </label>
  );
}

interface CodeCellProps {
  cell: ExecutedCell;
  state: CellState;
  language: string;
  highlighter: Highlighter;
  expense: CellExecution | undefined;
}

function CodeCell({ cell, expense, state, language, highlighter }: CodeCellProps) {
  const trans = useTrans();
  const node = React.useRef<HTMLElement>(null);
  React.useEffect(() => {
    if (node.current) {
      void highlighter(cell.source, language, node.current);
    }
  }, [cell.source, language, highlighter]);
  const count = cell.executionCount ?? ' ';
  return (
    <li className="atl-Experiments-cell">
      <header>
        <span className="atl-Experiments-prompt">[{count}]</span>
        <time dateTime={new Date(cell.at).toISOString()}>{formatTime(cell.at)}</time>
        {expense && <CellExpense execution={expense} />}
        {state === 'changed' && (
          <Chip title={trans.__('The cell in the open notebook has another source now')}>
            {trans.__('changed since')}
          </Chip>
        )}
        {state === 'removed' && (
          <Chip title={trans.__('The open notebook has no such cell any more')}>
            {trans.__('removed since')}
          </Chip>
        )}
        <CopyButton text={cell.source} label={trans.__('Copy the code')} />
      </header>
      <pre tabIndex={0} aria-label={trans.__('Source of cell %1', count)}>
        <code ref={node} />
      </pre>
    </li>
  );
}
