import { execute, expect, test } from '../fixtures/studio';
import { look } from '../pages/look';
import { openedNotebook, outputText, runAll } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

const PAGE = '.atl-Page';

test('the diabetes tour leads from the data to an endpoint that answers', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(400_000);
  await execute(page, 'atelier:open-welcome');
  const welcome = assetPage(page, 'Welcome to Atelier');
  await look(page, 'welcome', '.atl-Welcome');
  await welcome.getByRole('button', { name: 'Open the tour' }).first().click();
  await openedNotebook(page);
  await runAll(page);
  expect(await outputText(page)).toMatch(/"label":"(pos|neg)"/);
  await look(page, 'tour-notebook');

  await execute(page, 'atelier:open-welcome');
  for (const step of ['dataset', 'experiment', 'model', 'endpoint']) {
    await expect(welcome.locator(`[data-step=${step}]`)).toContainText('done');
  }
  await look(page, 'tour-welcome', '.atl-Welcome');

  const experiments = await new Panel(page, 'experiments').open();
  const { items: runs } = await api.get(`/api/workspaces/${workspace.id}/runs`);
  expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'finished'));
  const compared = ['logistic regression', 'gradient boosting', 'random forest'];
  for (const name of compared) {
    await experiments.item(name).last().locator('.atl-AssetList-tick').click();
  }
  await experiments.root.getByRole('button', { name: 'Compare', exact: true }).click();
  const comparison = assetPage(page, '3 runs compared');
  await expect(comparison.locator('.uplot canvas').first()).toBeVisible();
  await look(page, 'tour-compare', PAGE);
  await experiments.openItem('random forest');
  const run = assetPage(page, 'random forest');
  await run.getByRole('tab', { name: 'Code' }).click();
  await expect(run.getByText('randomForest').first()).toBeVisible();
  await run.getByRole('tab', { name: 'Charts' }).click();
  await expect(run.locator('.uplot canvas').first()).toBeVisible();
  await look(page, 'tour-run', PAGE);

  const models = await new Panel(page, 'models').open();
  await models.openItem('diabetes');
  await expect(assetPage(page, 'diabetes').getByText('glucose').first()).toBeVisible();
  await look(page, 'tour-model', '#atelier-models, .atl-Page');

  const endpoints = await new Panel(page, 'endpoints').open();
  await expect(endpoints.item('diabetes')).toContainText('Running');
  await endpoints.openItem('diabetes');
  const endpoint = page.getByRole('article', { name: 'diabetes' }).filter({ hasText: 'Score' });
  await endpoint.getByLabel('glucose').fill('180');
  await endpoint.getByRole('button', { name: 'Score' }).click();
  const answer = endpoint.getByRole('status');
  await expect(answer.getByText('pos', { exact: true })).toBeVisible();
  await expect(answer.getByText(/Probability of pos/)).toBeVisible();
  await look(page, 'tour-endpoint', '#atelier-endpoints, .atl-Page');
  await page.setViewportSize({ width: 900, height: 900 });
  await look(page, 'tour-endpoint-narrow');
});
