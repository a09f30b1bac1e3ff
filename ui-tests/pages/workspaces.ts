import { expect } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

/** The button in the status bar that names the active workspace. */
export function workspaceButton(page: IJupyterLabPageFixture, name: string): Locator {
  return page.getByRole('button', { name: `Workspace ${name}: switch`, exact: true });
}

/** Switches from one workspace to another in the status bar. */
export async function chooseWorkspace(
  page: IJupyterLabPageFixture,
  from: string,
  to: string
): Promise<void> {
  await workspaceButton(page, from).click();
  await page.getByRole('menuitem', { name: to, exact: true }).click();
  await expect(workspaceButton(page, to)).toBeVisible();
}
