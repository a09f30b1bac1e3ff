import { begin, execute, expect, test } from '../fixtures/studio';
import { look, picture } from '../pages/look';
import { createNotebook, runAll } from '../pages/notebook';
import { assetPage } from '../pages/panel';

interface Cells {
  items: { executionCount: number; seconds: number; cost: object | null }[];
}

const WAIT = 'for (const end = Date.now() + 1_500; Date.now() < end; ) {}';

test('a cell tells how long it ran and what energy it took; so do its run and the API', async ({
  page,
  api,
  tmpPath
}) => {
  const start = "const { startRun } = await import('@atelier-ml/sdk');";
  const run = `const run = startRun({ experiment: 'costs', name: 'measured' });`;
  await createNotebook(page, tmpPath, `${start}\n${run}`, WAIT, 'await run.end()');
  await runAll(page);
  const line = page.locator('.atl-CellCost button').first();
  await expect(line).toHaveText(/^[1-9][\d.]* s · (< )?[\d.,e-]+ Wh$/);
  await expect(line).toHaveAttribute('title', /no cost: no rate card is set/);
  await look(page, 'cell-cost', '.atl-CellCost-host');

  const wanted = await page.evaluate(() => {
    const { content, context } = window.jupyterapp.shell.currentWidget;
    return { notebook: String(context.path), cell: String(content.model.cells.get(1).id) };
  });
  const query = new URLSearchParams(wanted);
  const [told] = (await api.get<Cells>(`/api/compute/cells?${query}`)).items;
  expect(told).toMatchObject({ executionCount: 2, cost: null });
  expect(told!.seconds).toBeGreaterThan(1.4);

  await page
    .getByRole('button', { name: /^Open run measured/ })
    .first()
    .click();
  await assetPage(page, 'measured').getByRole('tab', { name: 'Code' }).click();
  await expect(assetPage(page, 'measured').getByText(/^[1-9][\d.]* s · .* Wh$/)).toBeVisible();
  await picture(page, 'cell-cost-run');

  await execute(page, 'compute:toggle-cell-costs');
  await expect(line).toHaveCount(0);
  await execute(page, 'compute:toggle-cell-costs');
  await begin(page, 'notebook:shutdown-kernel');
});
