import { execute, expect, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { look } from '../pages/look';
import { assetPage } from '../pages/panel';

const PAGE = '.atl-Page';
const RUNS = 240;
const MODELS = ['forest', 'linear', 'boosting'];
const idOf = (n: number) => String(n).padStart(8, '0') + Date.now().toString(16).padStart(24, '0');

/** A run of a search over models; the higher n, the better, and the later. */
async function createTrial(
  api: StudioApi,
  workspace: string,
  n: number,
  experiment = 'search'
): Promise<void> {
  const at = Date.now() - 10_000_000 + n * 1_000;
  const entries = [
    { type: 'start', experiment, name: `trial ${n}` },
    { type: 'param', key: 'model', value: MODELS[n % MODELS.length] },
    { type: 'param', key: 'depth', value: String(n % 7) },
    { type: 'metric', key: 'auc', value: 0.5 + n / 1_000 },
    { type: 'metric', key: 'test loss', value: 1 - n / 1_000 },
    { type: 'end', status: n % 9 ? 'finished' : 'failed' }
  ];
  await api.post(`/api/workspaces/${workspace}/runs/${idOf(n)}/journal`, {
    source: '0'.repeat(31) + '5',
    entries: entries.map((entry, i) => ({ seq: i + 1, at: at + i * 40, ...entry }))
  });
}

test('many runs are ordered, filtered, grouped, arranged, tagged and kept as a view', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(240_000);
  for (let n = 0; n < RUNS; n++) {
    await createTrial(api, workspace.id, n);
  }
  const { items } = await api.get(`/api/workspaces/${workspace.id}/experiments`);
  await execute(page, 'experiments:open-experiment', {
    id: items[0].id,
    name: 'search',
    workspace: workspace.id
  });
  const root = assetPage(page, 'search');
  const grid = root.getByRole('grid', { name: 'Runs of search' });
  const row = (n: number) => grid.getByRole('row', { name: new RegExp(`trial ${n}\\b`) });
  await expect(row(RUNS - 1)).toBeVisible();
  await expect(root.getByText(`${RUNS} runs`).first()).toBeVisible();
  await look(page, 'runs-table', PAGE);

  // to the end of the list and back by keyboard
  await grid.focus();
  await page.keyboard.press('End');
  await expect(row(0)).toBeVisible();
  await page.keyboard.press('Home');
  await expect(row(RUNS - 1)).toBeVisible();

  const head = (name: string) => grid.getByRole('columnheader', { name });
  await head('auc').getByRole('button').first().click();
  await head('auc').getByRole('button').first().click();
  await expect(head('auc')).toHaveAttribute('aria-sort', 'ascending');
  await expect(row(0)).toBeVisible();

  const filter = root.getByRole('combobox', { name: 'Filter' });
  await filter.fill('metrics.a');
  await expect(root.getByRole('option', { name: /metrics\.auc/ })).toBeVisible();
  await filter.fill('metrics.auc > x');
  await expect(root.getByText(/Expected a number/)).toBeVisible();
  await look(page, 'runs-table-filter-problem', PAGE);
  await filter.fill("metrics.auc > 0.6 AND params.model = 'forest'");
  await filter.press('Enter');
  await expect(root.getByText('46 runs')).toBeVisible();

  await root.getByRole('button', { name: /^Columns/ }).click();
  await root.getByRole('searchbox', { name: 'Find a column' }).fill('user');
  await root.getByRole('checkbox', { name: 'User' }).check();
  await page.keyboard.press('Escape');
  await expect(head('User')).toBeVisible();

  await grid.focus();
  await page.keyboard.press('Control+a');
  const chosen = root.getByRole('group', { name: 'Chosen runs' });
  await expect(chosen.getByText('46 chosen')).toBeVisible();
  await look(page, 'runs-table-chosen', PAGE);
  await chosen.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(root.getByText('No run matches.')).toBeVisible();
  await root.getByRole('checkbox', { name: 'Deleted' }).check();
  await expect(root.getByText('46 runs')).toBeVisible();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await chosen.getByRole('button', { name: 'Restore' }).click();
  await expect(root.getByText('No run matches.')).toBeVisible();
  await root.getByRole('checkbox', { name: 'Deleted' }).uncheck();
  await expect(root.getByText('46 runs')).toBeVisible();

  await root.getByRole('button', { name: 'Views' }).click();
  await root.getByRole('textbox', { name: 'Name of the view' }).fill('good forests');
  await page.keyboard.press('Enter');
  await expect(root.getByRole('button', { name: 'good forests', exact: true })).toBeVisible();
  await look(page, 'runs-table-views', PAGE);
  await page.keyboard.press('Escape');
  await root.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(root.getByText(`${RUNS} runs`).first()).toBeVisible();

  await root.getByRole('button', { name: /^Group/ }).click();
  await root.getByRole('checkbox', { name: 'model' }).check();
  await page.keyboard.press('Escape');
  const groups = root.getByRole('table', { name: 'Groups of runs' });
  await expect(groups.getByRole('row', { name: /forest 80/ })).toBeVisible();
  await look(page, 'runs-table-groups', PAGE);
  await groups
    .getByRole('row', { name: /linear/ })
    .getByRole('button')
    .click();
  await expect(filter).toHaveValue("params.model = 'linear'");
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'runs-table-narrow', PAGE);

  const { items: views } = await api.get(`/api/workspaces/${workspace.id}/views`);
  // the page of the browser itself: galata would wait for a launcher
  const address = `/lab?atelier-workspace=${workspace.id}&atelier-view=${views[0].id}`;
  await page.context().pages()[0].goto(address);
  await expect(filter).toHaveValue("metrics.auc > 0.6 AND params.model = 'forest'");
  await expect(root.getByText('46 runs')).toBeVisible();
});

test('the runs of all experiments are one table, compared across them and kept as a view', async ({
  page,
  api,
  workspace
}) => {
  for (let n = 0; n < 12; n++) {
    await createTrial(api, workspace.id, n, n % 3 ? 'search' : 'baseline');
  }
  await execute(page, 'experiments:open-panel');
  await page.locator('[data-command="experiments:open-all-runs"]').click();
  const root = assetPage(page, 'All runs');
  const grid = root.getByRole('grid', { name: 'All runs' });
  await expect(grid.getByRole('row', { name: /trial 0 baseline/ })).toBeVisible();
  await expect(root.getByText('12 runs')).toBeVisible();
  const head = grid.getByRole('columnheader', { name: 'Experiment' });
  await head.getByRole('button').first().click();
  await expect(head).toHaveAttribute('aria-sort', /ascending|descending/);
  await look(page, 'all-runs', PAGE);

  const filter = root.getByRole('combobox', { name: 'Filter' });
  await filter.fill("experiment = 'baseline' OR params.depth = '1'");
  await filter.press('Enter');
  await expect(root.getByText('6 runs')).toBeVisible();
  await root.getByRole('button', { name: 'Views' }).click();
  await root.getByRole('textbox', { name: 'Name of the view' }).fill('bases');
  await page.keyboard.press('Enter');
  await expect(root.getByRole('button', { name: 'bases', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');

  await grid.focus();
  await page.keyboard.press('Control+a');
  await root.getByRole('group', { name: 'Chosen runs' }).getByText('Compare').click();
  const compared = assetPage(page, '6 runs compared');
  await expect(compared.getByRole('button', { name: 'trial 8', exact: true })).toBeVisible();
  await page.setViewportSize({ width: 760, height: 900 });
  await execute(page, 'experiments:open-all-runs', { workspace: workspace.id });
  await look(page, 'all-runs-narrow', PAGE);

  const { items: views } = await api.get(`/api/workspaces/${workspace.id}/views`);
  const address = `/lab?atelier-workspace=${workspace.id}&atelier-view=${views[0].id}`;
  await page.context().pages()[0].goto(address);
  await expect(filter).toHaveValue("experiment = 'baseline' OR params.depth = '1'");
  await expect(root.getByText('6 runs')).toBeVisible();
});
