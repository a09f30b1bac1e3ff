import { execute, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look } from '../pages/look';
import { cellErrors, openNotebook, outputText, runAll } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

test('the diabetes tour leads from the data to an endpoint that answers', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(300_000);
  const { path } = await api.post('/_tour');
  await openNotebook(page, path);
  await runAll(page, 240_000);
  expect(await cellErrors(page)).toEqual([]);
  expect(await outputText(page)).toMatch(/pos|neg/);
  await look(page, 'tour-notebook');

  const experiments = await new Panel(page, 'experiments').open();
  const { items: runs } = await api.get(`/api/workspaces/${workspace.id}/runs`);
  expect(runs.length).toBeGreaterThanOrEqual(3);
  expect(runs.every(run => run.status === 'finished')).toBe(true);
  await expect(experiments.root.getByText(runs[0].name).first()).toBeVisible();
  await execute(page, 'experiments:open-run', { id: runs[0].id, workspace: workspace.id });
  const run = assetPage(page, runs[0].name);
  await run.getByRole('tab', { name: 'Metrics' }).click();
  await expect(run.locator('.uplot canvas').first()).toBeVisible();
  await look(page, 'tour-run');
  await execute(page, 'experiments:compare-runs', {
    ids: runs.slice(0, 3).map(({ id }) => id),
    workspace: workspace.id
  });
  await expect(page.getByRole('article').filter({ hasText: runs[1].name })).toBeVisible();
  await look(page, 'tour-compare');

  const models = await new Panel(page, 'models').open();
  const { items: registered } = await api.get(`/api/workspaces/${workspace.id}/models`);
  await models.openItem(registered[0].name);
  await expect(assetPage(page, registered[0].name).getByText('glucose').first()).toBeVisible();
  await expectAccessible(page, '#atelier-models');
  await look(page, 'tour-model');

  const endpoints = await new Panel(page, 'endpoints').open();
  const { items: served } = await api.get(`/api/workspaces/${workspace.id}/endpoints`);
  await expect(endpoints.root.getByText('Running').first()).toBeVisible();
  await endpoints.openItem(served[0].name);
  const endpoint = assetPage(page, served[0].name);
  await endpoint.getByLabel('glucose').fill('180');
  await endpoint.getByRole('button', { name: 'Score' }).click();
  await expect(
    endpoint
      .getByRole('status')
      .getByText(/pos|neg/)
      .first()
  ).toBeVisible();
  await expectAccessible(page, '#atelier-endpoints');
  await look(page, 'tour-endpoint');
});
