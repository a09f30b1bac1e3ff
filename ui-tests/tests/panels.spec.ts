import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { diabetesCsv, expect, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { inBothThemes, look, picture } from '../pages/look';
import { AREAS, assetPage, Panel } from '../pages/panel';
import type { Area } from '../pages/panel';
import { chooseWorkspace } from '../pages/workspaces';

const NAMES: Record<Area, string> = {
  datasets: 'diabetes',
  compute: 'small',
  experiments: 'first',
  models: 'patients',
  endpoints: 'ward-round'
};
const PAGE = '.atl-Page';
const expectEmpty = async (page: IJupyterLabPageFixture, area: Area) => {
  const panel = await new Panel(page, area).open();
  await expect(
    panel.root.getByRole('button', { name: /^(New|Register) (a )?[a-z]/ }).first()
  ).toBeVisible();
  await expect(panel.item(NAMES[area])).toHaveCount(0);
  return panel;
};

/** One asset of each kind. */
async function fill(api: StudioApi, workspace: string): Promise<void> {
  await api.createDataset(workspace, NAMES.datasets, diabetesCsv);
  await api.post(`/api/workspaces/${workspace}/compute`, {
    name: `${NAMES.compute} ${Date.now() % 1e5}`
  });
  await api.createRun(workspace, `a${Date.now().toString(16).padStart(31, '0')}`, 'diabetes', {
    name: NAMES.experiments,
    values: [0.7, 0.5, 0.4]
  });
  await api.createModel(workspace, NAMES.models);
  await api.post(`/api/workspaces/${workspace}/endpoints`, {
    name: NAMES.endpoints,
    model: NAMES.models
  });
}

test('the panels are empty in a new workspace, and say how to begin', async ({ page }) => {
  await inBothThemes(page, async theme => {
    for (const area of AREAS) {
      await expectEmpty(page, area);
      await picture(page, `panel-${area}-empty-${theme}`);
      await expectAccessible(page, `#atelier-${area}`);
    }
  });
});

test('a panel of many sections scrolls where there is no room, and none is too low to be read', async ({
  page
}) => {
  for (const [width, height] of [
    [1600, 950],
    [1000, 700]
  ]) {
    await page.setViewportSize({ width, height });
    const panel = await expectEmpty(page, 'compute');
    await picture(page, `panel-compute-first-${width}`);
    await panel.unfoldAll();
    for (const name of ['New compute instance', 'Attach compute', 'Submit a job']) {
      const button = panel.root.getByRole('region').getByRole('button', { name }).last();
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
    }
    const heights = await panel.root
      .locator('.atl-StudioPanel-section')
      .evaluateAll(nodes => nodes.map(node => node.clientHeight));
    expect(Math.min(...heights)).toBeGreaterThan(150);
    await look(page, `panel-compute-all-${width}`);
    await page.reload();
  }
});

test('the panels show what their workspace has, and nothing of another', async ({
  page,
  api,
  workspace
}) => {
  await fill(api, workspace.id);
  await inBothThemes(page, async theme => {
    for (const area of AREAS) {
      const panel = await new Panel(page, area).open();
      await expect(panel.item(NAMES[area])).toBeVisible();
      await picture(page, `panel-${area}-${theme}`);
      await expectAccessible(page, `#atelier-${area}`);
    }
  });
  const other = await api.post('/api/workspaces', { name: `other ${workspace.name}` });
  await chooseWorkspace(page, workspace.name, other.name);
  for (const area of AREAS) {
    await expectEmpty(page, area);
  }
  expect(Object.values(await api.counts(other.id)).every(count => count === 0)).toBe(true);
  // also when somebody switches elsewhere, say on the command line
  await api.post(`/api/workspaces/${workspace.id}/activate`);
  await expect(new Panel(page, 'endpoints').item(NAMES.endpoints)).toBeVisible();
});

test('a list is searched and worked with by keyboard', async ({ page, api, workspace }) => {
  await api.createDataset(workspace.id, 'diabetes', diabetesCsv);
  await api.createDataset(workspace.id, 'hearts', 'age,beats\n50,60\n60,70\n');
  const panel = await new Panel(page, 'datasets').open();
  await expect(panel.item('hearts')).toBeVisible();
  const search = panel.search('Search datasets');
  await search.fill('nothing like it');
  await expect(panel.item('hearts')).toHaveCount(0);
  await search.fill('diab');
  await expect(panel.item('diabetes')).toBeVisible();
  await expect(panel.item('hearts')).toHaveCount(0);
  await search.fill('');
  await expect(panel.item('hearts')).toBeVisible();

  await panel.list('Datasets').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Delete Dataset' })).toBeVisible();
  await page.keyboard.press('Escape');
  await panel.list('Datasets').focus();
  const active = await panel.root.locator('.atl-mod-active .atl-AssetRow-title').textContent();
  await page.keyboard.press('Enter');
  await expect(assetPage(page, active!)).toBeVisible();
});

test('the page of a dataset outlives a reload, and not its dataset', async ({
  page,
  api,
  workspace
}) => {
  await api.createDataset(workspace.id, 'diabetes', diabetesCsv);
  const panel = await new Panel(page, 'datasets').open();
  const saved = page.waitForResponse(
    response =>
      response.url().includes('/lab/api/workspaces') && response.request().method() === 'PUT'
  );
  await panel.openItem('diabetes');
  const dataset = assetPage(page, 'diabetes');
  await expect(dataset.getByText('768 rows')).toBeVisible();
  await expect(dataset.getByRole('gridcell', { name: '148' }).first()).toBeVisible();
  await look(page, 'page-dataset-preview', PAGE);
  await dataset.getByRole('tab', { name: 'Statistics' }).click();
  await expect(dataset.getByText('652')).toBeVisible();
  await look(page, 'page-dataset-statistics', PAGE);
  await saved;

  await page.reload({ waitForIsReady: false } as Parameters<typeof page.reload>[0]);
  await expect(dataset.getByText('768 rows')).toBeVisible();
  await expect(panel.root).toBeVisible();

  await dataset.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(panel.item('diabetes')).toHaveCount(0);
  await expect(dataset).toHaveCount(0);
  expect((await api.counts(workspace.id)).datasets).toBe(0);
});
