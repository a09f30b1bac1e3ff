import type { Run } from '@atelier-ml/api';
import type { MenuEntry } from '@atelier-ml/shell';
import { CommandIDs } from '../command-ids.ts';

/** What can be done with a run, and with the chosen ones if it is among them. */
export function runMenu(
  run: Run,
  selected: ReadonlySet<string>,
  workspace = run.workspaceId
): MenuEntry[] {
  const args = { id: run.id, name: run.name, workspace };
  const several = selected.has(run.id) && selected.size > 1;
  const many = { runs: [...selected], workspace };
  return [
    { command: CommandIDs.openRun, args },
    ...(several ? [{ command: CommandIDs.compareRuns, args: many }] : []),
    ...(run.notebook ? [{ command: CommandIDs.openNotebook, args: { path: run.notebook } }] : []),
    'separator',
    { command: CommandIDs.renameRun, args },
    { command: CommandIDs.tagRun, args },
    { command: CommandIDs.exportRun, args: { ...args, format: 'json' } },
    { command: CommandIDs.exportRun, args: { ...args, format: 'csv' } },
    'separator',
    { command: CommandIDs.deleteRun, args: several ? many : args }
  ];
}
