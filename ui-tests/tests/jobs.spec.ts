import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { studioFolders } from '../fixtures/environment';
import { begin, execute, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { makeContainerImage, SOCKET } from '../pages/container-image';
import { look, picture } from '../pages/look';
import { createNotebook, openedNotebook, runAll } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

test('a job runs on a cluster that grows from nothing and shrinks again', async ({
  page,
  tmpPath
}, info) => {
  test.skip(!existsSync(SOCKET) && !process.env.CI, `there is no container engine at ${SOCKET}`);
  const image = makeContainerImage(info.outputPath('image'));
  const dialog = page.getByRole('dialog');
  await begin(page, 'jobs:create-cluster');
  await dialog.getByLabel('Name').fill('boxes');
  await dialog.getByLabel('Environment', { exact: true }).selectOption('');
  await dialog.getByLabel('Image').fill(image);
  await dialog.getByLabel('Memory of a node').fill('512');
  await dialog.getByLabel('Nodes at least').fill('3');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('There cannot be more nodes than these.')).toBeVisible();
  await dialog.getByLabel('Nodes at least').fill('0');
  await dialog.getByLabel('Idle time').fill('2');
  await picture(page, 'jobs-cluster-form');
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const cluster = assetPage(page, 'boxes');
  await expect(cluster.getByText('There are none now')).toBeVisible();

  await cluster.getByRole('button', { name: 'Submit a job' }).click();
  const gate = join(studioFolders.notebooks, tmpPath, 'gate');
  const command = `echo made in a box with a key of ${'${#KEY}'} letters; until test -e '${gate}'; do sleep 0.1; done; exit 7`;
  await dialog.getByLabel('Command').fill(command);
  await dialog.getByLabel('Name', { exact: true }).fill('boxed');
  await expect(dialog.getByLabel('Cluster')).toHaveValue('boxes');
  const secrets = dialog.getByRole('group', { name: 'Secrets' });
  await expect(secrets).toBeHidden();
  await dialog.getByText('More', { exact: true }).click();
  await secrets.getByRole('button', { name: 'Add' }).click();
  await secrets.getByLabel('Name 1').fill('KEY');
  await secrets.getByLabel('Value 1').fill('hush');
  await page.keyboard.press('Escape');
  await expect(page.getByText('What you have put in is lost.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('What you have put in is lost.')).toBeHidden();
  await look(page, 'jobs-form');
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  const job = assetPage(page, 'boxed');
  await expect(job.getByRole('region', { name: 'Log of the job' })).toContainText(
    'made in a box with a key of 4 letters'
  );
  await look(page, 'jobs-running', '.atl-Page[aria-label="boxed"]');

  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldAll();
  // The workspace has one of its own.
  await expect(panel.heading('Clusters')).toHaveAccessibleName('Clusters Section, 2');
  await expect(panel.heading('Jobs')).toHaveAccessibleName('Jobs Section, 1 active');
  await look(page, 'jobs-panel-counts', '#atelier-compute');
  await panel.openItem('boxes');
  await expect(cluster.getByRole('button', { name: 'boxed' })).toBeVisible();
  await look(page, 'jobs-cluster-busy', '.atl-Page[aria-label="boxes"]');
  await cluster.getByRole('button', { name: 'Delete' }).click();
  await expect(
    page.getByText('“boxes” cannot be deleted: a job waits or runs on it.')
  ).toBeVisible();
  writeFileSync(gate, '');
  await expect(cluster.getByText('Busy')).toHaveCount(0);
  await expect(cluster.getByText('There are none now')).toBeVisible({ timeout: 20_000 });
  await expect(panel.heading('Jobs')).toHaveAccessibleName('Jobs Section');

  await panel.openItem('boxed');
  await expect(job.getByText('Exit code 7.').first()).toBeVisible();
  await job.getByRole('tab', { name: /Attempts/ }).click();
  await expect(job.getByRole('cell', { name: '7', exact: true })).toBeVisible();
  await look(page, 'jobs-failed', '.atl-Page[aria-label="boxed"]');
  await page.setViewportSize({ width: 800, height: 700 });
  await picture(page, 'jobs-narrow');

  await execute(page, 'jobs:open-cluster', { id: 'boxes', name: 'boxes' });
  await cluster.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  const clusters = panel.list('Clusters').getByRole('option');
  await expect(clusters.filter({ hasText: 'boxes' })).toHaveCount(0);
  // What has run on it stays known.
  await expect(panel.item('boxed')).toBeVisible();
  await panel.openItem('boxed');
  await job.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(panel.item('boxed')).toHaveCount(0);
});

test('the notebook in front runs as a job, and its run keeps what it made', async ({
  page,
  tmpPath
}) => {
  const dialog = page.getByRole('dialog');
  // What a notebook puts out may try what it likes.
  const attack = `await import('tslab').then(({ display }) => display.html(
    '<p>outer</p><script>try { parent.document.title = "taken"; top.name = "taken" } catch {}' +
    'document.body.append("from a script")</' + 'script>'))`;
  await createNotebook(
    page,
    tmpPath,
    'let rate = 1;',
    'console.log(`the rate is ${rate}`);',
    attack
  );
  await begin(page, 'jobs:run-notebook');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const job = page.getByRole('article').last();
  await expect(job.getByText('Finished').first()).toBeVisible({ timeout: 30_000 });
  await expect(job.getByRole('region', { name: 'Log of the job' })).toContainText('the rate is 1');
  await job.getByRole('tab', { name: 'Notebook' }).click();
  const shown = job.frameLocator('iframe[title="Executed notebook"]');
  await expect(shown.getByText('the rate is 1')).toBeVisible();
  const inner = shown.frameLocator('iframe');
  await expect(inner.getByText('outer')).toBeVisible();
  await expect(inner.getByText('from a script')).toHaveCount(0);
  await look(page, 'jobs-executed');
  await job.getByRole('button', { name: 'Run them' }).click();
  await expect(inner.getByText('from a script')).toBeVisible();
  expect(await page.evaluate(() => [document.title, window.name])).not.toContain('taken');
  await job.getByRole('button', { name: 'Open run' }).click();
  const run = page.getByRole('article').last();
  await run.getByRole('tab', { name: /Artifacts/ }).click();
  await expect(run.getByText('outputs').first()).toBeVisible();
  await look(page, 'jobs-notebook');
});

test('a cell submits a job, shows what it writes, and leads to its page', async ({
  page,
  tmpPath
}) => {
  await createNotebook(
    page,
    tmpPath,
    '%%job --name sums --follow\nconst sum: number = 20 + 22;\nconsole.log(`the sum is ${sum}`);',
    "import { jobs } from '@atelier-ml/sdk';\nawait jobs.list({ search: 'sums' })"
  );
  await runAll(page);
  const [cell, list] = await page.locator('.jp-CodeCell .jp-Cell-outputArea').all();
  await expect(cell).toContainText('the sum is 42');
  await expect(cell).toContainText('finished');
  await look(page, 'jobs-cell');
  await list.getByRole('button', { name: 'sums' }).click();
  const job = assetPage(page, 'sums');
  await expect(job.getByText('Finished').first()).toBeVisible();

  // Dragged out of the panel it becomes a cell.
  await page.getByRole('tab', { name: 'Untitled.ipynb' }).click();
  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldOnly('Jobs');
  await panel.item('sums').hover();
  await page.mouse.down();
  await page.locator('.jp-Notebook').hover();
  await cell.hover({ force: true }); // the dragged thing lies over it
  await page.mouse.up();
  await expect(page.locator('.jp-CodeCell')).toHaveCount(3);
  await runAll(page);
  await expect(page.locator('.jp-CodeCell').getByText('the sum is 42')).toHaveCount(2);
});

test('the tour runs as a job on a cluster that begins with no nodes', async ({
  page,
  api,
  workspace
}, info) => {
  test.skip(!existsSync(SOCKET) && !process.env.CI, `there is no container engine at ${SOCKET}`);
  test.setTimeout(180_000);
  const image = makeContainerImage(info.outputPath('image'));
  await api.post(`/api/workspaces/${workspace.id}/clusters`, {
    name: 'tour',
    image,
    idleSeconds: 1,
    nodeSize: { memoryMb: 2_048 }
  });
  await execute(page, 'atelier:open-welcome');
  const welcome = assetPage(page, 'Welcome to Atelier');
  await welcome.getByRole('button', { name: 'Open the tour' }).first().click();
  await openedNotebook(page);
  await begin(page, 'jobs:run-notebook');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Cluster').selectOption('tour');
  await dialog.getByLabel('Name', { exact: true }).fill('the tour');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  const job = assetPage(page, 'the tour');
  await expect(job.getByText('Finished').first()).toBeVisible({ timeout: 120_000 });
  await look(page, 'jobs-tour', '.atl-Page[aria-label="the tour"]');
  const { items } = await api.get(`/api/workspaces/${workspace.id}/endpoints`);
  expect(items.map(({ name, state }) => [name, state])).toEqual([['diabetes', 'running']]);
  await execute(page, 'jobs:open-cluster', { id: 'tour', name: 'tour' });
  await expect(assetPage(page, 'tour').getByText('There are none now')).toBeVisible();
});
