import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { execute, expect, studioFolders, test } from '../fixtures/studio';
import { look } from '../pages/look';
import { openedNotebook, outputText, runAll } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

test('the tour in Python: MLflow logs, cells show their runs, and a run opens its cells', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(300_000);
  const folder = `tour-${Date.now()}`;
  cpSync(join(__dirname, '../../examples/diabetes'), join(studioFolders.notebooks, folder), {
    recursive: true
  });
  await execute(page, 'docmanager:open', { path: `${folder}/diabetes-tour-python.ipynb` });
  await openedNotebook(page);
  await runAll(page);
  expect(await outputText(page)).toContain('array([');
  const card = page.getByRole('region', { name: 'Run gradient boosting' });
  await card.scrollIntoViewIfNeeded();
  await expect(card.locator('.uplot canvas').first()).toBeVisible();
  await look(page, 'tour-python-notebook', '.atl-RunCard');

  const { items: runs } = await api.get(`/api/workspaces/${workspace.id}/runs`);
  expect(runs.map(({ name, status }) => [name, status]).sort()).toEqual([
    ['gradient boosting', 'finished'],
    ['logistic regression', 'finished'],
    ['random forest', 'finished']
  ]);
  await page.getByRole('button', { name: 'Open run logistic regression, Finished' }).click();
  const run = assetPage(page, 'logistic regression');
  await expect(run.getByRole('button', { name: 'diabetes-tour-python.ipynb' })).toBeVisible();
  await run.getByRole('tab', { name: 'Code' }).click();
  await expect(run.getByText('LogisticRegression()').first()).toBeVisible();
  await look(page, 'tour-python-run', '.atl-Page');
  await run.getByRole('tab', { name: 'Artifacts' }).click();
  await look(page, 'tour-python-artifacts', '.atl-Page');

  const models = await new Panel(page, 'models').open();
  await models.openItem('diabetes-python');
  await expect(assetPage(page, 'diabetes-python').getByText('champion').first()).toBeVisible();
  await look(page, 'tour-python-model', '#atelier-models, .atl-Page');
});
