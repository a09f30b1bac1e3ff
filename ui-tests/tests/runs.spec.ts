import type { Locator } from '@playwright/test';
import { execute, expect, test } from '../fixtures/studio';
import { look } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';

const PAGE = '.atl-Page';
const id = (n: number) => String(n).padStart(8, '0') + Date.now().toString(16).padStart(24, '0');

/** Whether there is any ink on a canvas. */
const isDrawn = (canvas: Locator) =>
  canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element;
    const { data } = element.getContext('2d')!.getImageData(0, 0, width || 1, height || 1);
    return data.some(value => value > 0);
  });

test('a run is followed live, in the panel and on its page', async ({ page, api, workspace }) => {
  const run = id(1);
  const journal = `/api/workspaces/${workspace.id}/runs/${run}/journal`;
  const source = '0'.repeat(31) + '2';
  const at = Date.now();
  await api.post(journal, {
    source,
    entries: [
      { seq: 1, at, type: 'start', experiment: 'diabetes', name: 'live one' },
      { seq: 2, at, type: 'metric', key: 'loss', value: 0.9, step: 0 }
    ]
  });
  const panel = await new Panel(page, 'experiments').open();
  await expect(panel.item('live one')).toContainText('Running');
  await execute(page, 'experiments:open-run', { id: run, workspace: workspace.id });
  const runPage = assetPage(page, 'live one');
  await expect(runPage.getByText('Running').first()).toBeVisible();
  await api.post(journal, {
    source,
    entries: [
      { seq: 3, at: at + 1, type: 'metric', key: 'loss', value: 0.125, step: 1 },
      { seq: 4, at: at + 2, type: 'end', status: 'finished' }
    ]
  });
  await expect(runPage.getByText('Finished').first()).toBeVisible();
  await expect(runPage.getByText('0.125').first()).toBeVisible();
  await expect(panel.item('live one')).toContainText('Finished');
  await look(page, 'page-run', PAGE);
});

test('runs that are ticked in the panel are compared', async ({ page, api, workspace }) => {
  const runs = { 'slow learner': [0.9, 0.8, 0.7], 'quick learner': [0.9, 0.5, 0.2] };
  for (const [i, [name, values]] of Object.entries(runs).entries()) {
    await api.createRun(workspace.id, id(2 + i), 'diabetes', { name, values });
  }
  const panel = await new Panel(page, 'experiments').open();
  for (const name of Object.keys(runs)) {
    await panel.item(name).locator('.atl-AssetList-tick').click();
  }
  await panel.root.getByRole('button', { name: 'Compare', exact: true }).click();
  const comparison = assetPage(page, '2 runs compared');
  await expect(comparison.locator('.uplot canvas').first()).toBeVisible();
  await look(page, 'page-compare', PAGE);
  await expect.poll(() => isDrawn(comparison.locator('.uplot canvas').first())).toBe(true);
  await comparison.getByRole('tab', { name: 'Table' }).click();
  for (const name of Object.keys(runs)) {
    await expect(comparison.getByRole('columnheader', { name })).toBeVisible();
  }
  await expect(comparison.getByRole('row', { name: /loss/ }).getByText('0.2')).toBeVisible();
  await look(page, 'page-compare-table', PAGE);
});
