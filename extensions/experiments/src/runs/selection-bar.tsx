import { Button, icons, useTrans } from '@atelier-ml/ui';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import type { RunFilter } from './run-filter.ts';

export interface SelectionBarProps {
  filter: RunFilter;
  commands: CommandRegistry;
  workspace: string;
}

/** What can be done with the chosen runs; nothing while none is chosen. */
export function SelectionBar({ filter, commands, workspace }: SelectionBarProps) {
  const trans = useTrans();
  const runs = [...filter.selected];
  if (runs.length === 0) {
    return null;
  }
  return (
    <div className="atl-Experiments-selection" role="group" aria-label={trans.__('Chosen runs')}>
      <span role="status">{trans._n('%1 chosen', '%1 chosen', runs.length)}</span>
      <Button
        variant="primary"
        icon={icons.compare}
        disabled={runs.length < 2}
        title={runs.length < 2 ? trans.__('Choose one more to compare') : undefined}
        onClick={() => void commands.execute(CommandIDs.compareRuns, { runs, workspace })}
      >
        {trans.__('Compare')}
      </Button>
      <Button
        icon={icons.delete}
        onClick={() => void commands.execute(CommandIDs.deleteRun, { runs, workspace })}
      >
        {trans.__('Delete')}
      </Button>
      <Button variant="quiet" onClick={() => filter.select([])}>
        {trans.__('Clear')}
      </Button>
    </div>
  );
}
