import { expect, test } from '../fixtures/studio';
import { execute } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';

const id = (n: number) => String(n).padStart(8, '0') + Date.now().toString(16).padStart(24, '0');

test.describe('runs', () => {
  test('are followed live on their page', async ({ page, api, workspace }) => {
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
    await expectAccessible(page, '.atl-Page');
    await look(page, 'page-run');
  });

  test('are compared by their curves and params', async ({ page, api, workspace }) => {
    const runs = [id(2), id(3)];
    await api.createRun(workspace.id, runs[0], 'diabetes', 'slow learner', [0.9, 0.8, 0.7]);
    await api.createRun(workspace.id, runs[1], 'diabetes', 'quick learner', [0.9, 0.5, 0.2]);
    await execute(page, 'experiments:compare-runs', { ids: runs, workspace: workspace.id });
    const comparison = page.getByRole('article').filter({ hasText: 'slow learner' });
    await expect(comparison.getByText('quick learner').first()).toBeVisible();
    await expectAccessible(page, '.atl-Page');
    await look(page, 'page-compare');
  });

  test('stand in the panel of experiments', async ({ page, api, workspace }) => {
    await api.createRun(workspace.id, id(4), 'diabetes', 'only one', [0.9, 0.8]);
    const panel = await new Panel(page, 'experiments').open();
    await expect(panel.root.getByText('only one')).toBeVisible();
  });
});
