import type { RunDetail } from '@atelier-ml/api';
import { CopyButton, EmptyState, formatTime, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { languageOf } from '../runs/index.ts';
import type { Highlighter } from '../runs/index.ts';

type Cell = RunDetail['cells'][number];

/** The cells that were executed during the run, in their order. */
export function RunCode({ run, highlighter }: { run: RunDetail; highlighter: Highlighter }) {
  const trans = useTrans();
  if (run.cells.length === 0) {
    return (
      <EmptyState
        icon={icons.code}
        text={trans.__('No code was recorded: the run was not logged from a notebook’s cell.')}
      />
    );
  }
  const language = languageOf(run.environment);
  return (
    <ol className="atl-Experiments-cells">
      {run.cells.map((cell, index) => (
        <CodeCell
          key={`${cell.cellId} ${cell.at} ${index}`}
          cell={cell}
          language={language}
          highlighter={highlighter}
        />
      ))}
    </ol>
  );
}

interface CodeCellProps {
  cell: Cell;
  language: string;
  highlighter: Highlighter;
}

function CodeCell({ cell, language, highlighter }: CodeCellProps) {
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
        <CopyButton text={cell.source} label={trans.__('Copy the code')} />
      </header>
      <pre tabIndex={0} aria-label={trans.__('Source of cell %1', count)}>
        <code ref={node} />
      </pre>
    </li>
  );
}
