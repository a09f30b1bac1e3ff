import type { Workspace } from '@atelier-ml/api';
import type { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';
import { CommandIDs } from './commands.ts';

export interface WorkspaceMenuOptions {
  commands: CommandRegistry;
  workspaces: readonly Workspace[];
  /** The id of the active one. */
  active: string;
}

/** The menu of the status bar: the workspaces with a tick at the active one, then what can be done. */
export function createWorkspaceMenu(options: WorkspaceMenuOptions): Menu {
  const { commands, workspaces, active } = options;
  const menu = new Menu({ commands });
  menu.addClass('atl-Workspaces-menu');
  for (const { id, name } of workspaces) {
    menu.addItem({
      command: CommandIDs.switch,
      args: { workspace: id, name, active: id === active }
    });
  }
  menu.addItem({ type: 'separator' });
  for (const command of [CommandIDs.create, CommandIDs.rename, CommandIDs.delete]) {
    menu.addItem({ command });
  }
  return menu;
}
