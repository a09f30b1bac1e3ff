import { execute, expect, studioFolders, test } from '../fixtures/studio';
import { look } from '../pages/look';
import { createNotebook, openedNotebook, runAll } from '../pages/notebook';
import { assetPage } from '../pages/panel';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const TRAIN = `import { withRun } from '@atelier-ml/sdk';
await withRun({ experiment: 'badges', name: 'first try' }, run => {
  for (let step = 0; step < 40; step++) run.log({ loss: 1 / (step + 1) });
});`;

test('cells show their runs, which open; live charts are docked; both survive a reload', async ({
  page,
  api,
  workspace
}) => {
  const folder = `badges-${Date.now()}`;
  mkdirSync(join(studioFolders.notebooks, folder), { recursive: true });
  await createNotebook(page, folder, '1 + 1', TRAIN);
  await runAll(page);
  const cells = page.locator('.jp-Notebook .jp-CodeCell');
  const badge = cells.nth(1).getByRole('button', { name: 'Open run first try, Finished' });
  await expect(badge).toBeVisible();
  await expect(cells.first().getByRole('list', { name: 'Runs of this cell' })).toHaveCount(0);

  const card = page.getByRole('region', { name: 'Run first try' });
  await card.getByRole('button', { name: 'Dock' }).click();
  const docked = page.getByRole('region', { name: 'Live charts of first try' });
  await expect(docked.locator('.uplot canvas').first()).toBeVisible();
  // beside the notebook, not in front of it
  await expect(badge).toBeVisible();
  await look(page, 'notebook-badges-docked', '.atl-DockedRun, .atl-CellBadges');

  await execute(page, 'docmanager:save-all');
  await page.reload({ waitForIsReady: false });
  await expect(docked.locator('.uplot canvas').first()).toBeVisible();
  await openedNotebook(page);
  await expect(card.getByText('loss').first()).toBeVisible();
  await badge.click();
  const run = assetPage(page, 'first try');
  await run.getByRole('tab', { name: 'Code' }).click();
  await expect(run.getByText('withRun').first()).toBeVisible();
  const { items } = await api.get(`/api/workspaces/${workspace.id}/runs`);
  expect(items.map(({ name }) => name)).toEqual(['first try']);
});
