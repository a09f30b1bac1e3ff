import { diabetesCsv, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look } from '../pages/look';
import { AREAS, assetPage, Panel } from '../pages/panel';

const RUN = 'a'.repeat(31);

test.describe('the side panels', () => {
  for (const area of AREAS) {
    test(`${area} is empty in a new workspace, and says how to begin`, async ({ page }) => {
      const panel = await new Panel(page, area).open();
      await expect(
        panel.root.getByRole('button', { name: /^(New|Register|Create)/ }).first()
      ).toBeVisible();
      await expectAccessible(page, `#atelier-${area}`);
      await look(page, `panel-${area}-empty`);
    });
  }

  test('show what a workspace has, and only that', async ({ page, api, workspace }) => {
    await api.createDataset(workspace.id, 'diabetes', diabetesCsv);
    const panel = await new Panel(page, 'datasets').open();
    await expect(panel.item('diabetes')).toBeVisible();

    const other = await api.post('/api/workspaces', { name: `other ${Date.now()}` });
    await api.post(`/api/workspaces/${other.id}/activate`);
    await expect(panel.item('diabetes')).toHaveCount(0);

    await api.post(`/api/workspaces/${workspace.id}/activate`);
    await expect(panel.item('diabetes')).toBeVisible();
  });

  test('are clean with assets in them', async ({ page, api, workspace }) => {
    await api.createDataset(workspace.id, 'diabetes', diabetesCsv);
    await api.post(`/api/workspaces/${workspace.id}/compute`, { name: `small ${Date.now()}` });
    await api.createRun(workspace.id, `${RUN}1`, 'diabetes', 'first', [0.7, 0.5, 0.4]);
    for (const area of ['datasets', 'compute', 'experiments'] as const) {
      const panel = await new Panel(page, area).open();
      await expect(panel.root.getByText(/diabetes|small/).first()).toBeVisible();
      await expectAccessible(page, `#atelier-${area}`);
      await look(page, `panel-${area}`);
    }
  });

  test('come back after a reload with the page that was open', async ({ page, api, workspace }) => {
    await api.createDataset(workspace.id, 'diabetes', diabetesCsv);
    const panel = await new Panel(page, 'datasets').open();
    await panel.openItem('diabetes');
    await expect(assetPage(page, 'diabetes')).toBeVisible();
    const saved = page.waitForResponse(
      response =>
        response.url().includes('/lab/api/workspaces') && response.request().method() === 'PUT'
    );
    await saved;
    await page.reload({ waitForIsReady: false } as Parameters<typeof page.reload>[0]);
    await expect(assetPage(page, 'diabetes')).toBeVisible();
    await expect(panel.root).toBeVisible();
  });
});

test.describe('the page of a dataset', () => {
  test('previews its rows and tells what is missing', async ({ page, api, workspace }) => {
    await api.createDataset(workspace.id, 'diabetes', diabetesCsv);
    const panel = await new Panel(page, 'datasets').open();
    await panel.openItem('diabetes');
    const dataset = assetPage(page, 'diabetes');
    await expect(dataset.getByText('768 rows')).toBeVisible();
    await expect(dataset.getByRole('gridcell', { name: '148' }).first()).toBeVisible();
    await look(page, 'page-dataset-preview');
    await dataset.getByRole('tab', { name: 'Statistics' }).click();
    await expect(dataset.getByText('652')).toBeVisible();
    await expectAccessible(page, '.atl-Page');
    await look(page, 'page-dataset-statistics');
  });

  test('is made from a file by the form, which keeps a wrong name back', async ({ page }) => {
    const panel = await new Panel(page, 'datasets').open();
    await panel.root.getByRole('button', { name: 'New dataset' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[type=file]').setInputFiles({
      name: 'diabetes.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(diabetesCsv)
    });
    await dialog.getByLabel('Name').fill('../../etc');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByText(/must start with a letter or digit/)).toBeVisible();
    await look(page, 'form-dataset-error');
    await dialog.getByLabel('Name').fill('patients');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(assetPage(page, 'patients')).toBeVisible();
    await expect(panel.item('patients')).toBeVisible();
  });

  test('closes with a word when the dataset is deleted', async ({ page, api, workspace }) => {
    await api.createDataset(workspace.id, 'diabetes', diabetesCsv);
    const panel = await new Panel(page, 'datasets').open();
    await panel.openItem('diabetes');
    await assetPage(page, 'diabetes').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(panel.item('diabetes')).toHaveCount(0);
  });
});
