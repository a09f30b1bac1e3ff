import type { CommandRegistry } from '@lumino/commands';
import type { JSONObject } from '@lumino/coreutils';
import { Menu } from '@lumino/widgets';

/** An entry of a context menu: a command with arguments, or a line between groups. */
export type MenuEntry = { command: string; args?: JSONObject } | 'separator';

/** Opens a menu of commands at a place of the window and gives the focus back when it closes. */
export function openCommandMenu(
  commands: CommandRegistry,
  entries: readonly MenuEntry[],
  place: { x: number; y: number }
): void {
  const before = document.activeElement as HTMLElement | null;
  const menu = new Menu({ commands });
  for (const entry of entries) {
    menu.addItem(entry === 'separator' ? { type: 'separator' } : entry);
  }
  menu.aboutToClose.connect(() => {
    before?.focus?.();
    // the chosen command runs after this signal
    setTimeout(() => menu.dispose());
  });
  menu.open(place.x, place.y);
  menu.activeIndex = 0;
}
