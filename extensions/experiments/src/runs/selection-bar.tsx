import { Button, icons, useTrans } from '@atelier-ml/ui';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import { ChosenBar, CompareButton } from './chosen-bar.tsx';
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
  const args = { runs, workspace };
  return (
    <ChosenBar
      label={trans.__('Chosen runs')}
      count={runs.length}
      onClear={() => filter.select([])}
    >
      <CompareButton
        count={runs.length}
        onCompare={() => void commands.execute(CommandIDs.compareRuns, args)}
      />
      <Button icon={icons.delete} onClick={() => void commands.execute(CommandIDs.deleteRun, args)}>
        {trans.__('Delete')}
      </Button>
    </ChosenBar>
  );
}
