import { classes, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { STATUS_TONE, statusLabel } from '../runs/index.ts';
import type { RunOfCell } from './cell-runs-model.ts';

export interface CellBadgesProps {
  readonly runs: readonly RunOfCell[];
  /** SHA-256 of the cell as it is written now; null while that is being found out. */
  readonly sourceHash: string | null;
  onOpen(run: RunOfCell): void;
}

/** Badges that are shown before the rest is folded. */
const SHOWN = 3;

/** The runs that a cell took part in; a pen tells that it was written differently then. */
export function CellBadges({ onOpen, runs, sourceHash }: CellBadgesProps) {
  const trans = useTrans();
  const [unfolded, unfold] = React.useState(false);
  if (runs.length === 0) {
    return null;
  }
  const shown = unfolded ? runs : runs.slice(0, SHOWN);
  const more = runs.length - shown.length;
  return (
    <ul className="atl-CellBadges" aria-label={trans.__('Runs of this cell')}>
      {shown.map(run => (
        <li key={run.id}>
          <Badge run={run} changed={isChanged(run, sourceHash)} onOpen={onOpen} />
        </li>
      ))}
      {more > 0 && (
        <li>
          <button type="button" className="atl-CellBadge" onClick={() => unfold(true)}>
            {trans.__('%1 more', more)}
          </button>
        </li>
      )}
    </ul>
  );
}

const isChanged = (run: RunOfCell, sourceHash: string | null): boolean =>
  sourceHash !== null && run.sourceHash !== sourceHash;

interface BadgeProps {
  readonly run: RunOfCell;
  readonly changed: boolean;
  onOpen(run: RunOfCell): void;
}

function Badge({ changed, onOpen, run }: BadgeProps) {
  const trans = useTrans();
  const status = statusLabel(run.status, trans);
  const title = [
    `${run.experimentName} / ${run.name}`,
    status,
    new Date(run.startedAt).toLocaleString(),
    run.executionCount !== null && trans.__('executed as [%1]', run.executionCount),
    changed && trans.__('The cell has been changed since.')
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <button
      type="button"
      className={classes('atl-CellBadge', `atl-mod-${STATUS_TONE[run.status]}`)}
      title={title}
      aria-label={
        changed
          ? trans.__('Open run %1, %2, the cell has been changed since', run.name, status)
          : trans.__('Open run %1, %2', run.name, status)
      }
      onClick={() => onOpen(run)}
    >
      <span
        className={classes('atl-CellBadge-dot', run.status === 'running' && 'atl-mod-busy')}
        aria-hidden="true"
      />
      <span className="atl-CellBadge-name">{run.name}</span>
      {changed && (
        <span className="atl-CellBadge-changed" aria-hidden="true">
          ✎
        </span>
      )}
    </button>
  );
}
