import { existsSync } from 'node:fs';
import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { makeContainerImage, SOCKET } from '../pages/container-image';
import { look, picture } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';

test('an engine is attached, tested and used by a cluster, which keeps it from being detached', async ({
  page
}, info) => {
  test.skip(!existsSync(SOCKET) && !process.env.CI, `there is no container engine at ${SOCKET}`);
  const image = makeContainerImage(info.outputPath('image'));
  const dialog = page.getByRole('dialog');
  await begin(page, 'jobs:attach-compute');
  await dialog.getByLabel('Name').fill('lab');
  await dialog.getByLabel('Address').fill('ssh://ada@127.0.0.1:1');
  await expect(dialog.getByLabel('Private key')).toBeVisible();
  await expect(dialog.getByLabel('Keys of the hosts')).toBeVisible();
  await picture(page, 'attached-form');
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Test and attach' }).click();
  await expect(dialog.getByText('An engine over SSH needs a private key.')).toBeVisible();
  await picture(page, 'attached-refused');
  await dialog.getByLabel('Address').fill(`unix://${SOCKET}`);
  await expect(dialog.getByLabel('Private key')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Test and attach' }).click();
  const lab = assetPage(page, 'lab');
  await expect(lab.getByText('Takes work')).toBeVisible();
  await look(page, 'attached-page', '.atl-Page[aria-label="lab"]');

  await lab.getByRole('button', { name: 'New cluster' }).click();
  await dialog.getByLabel('Name').fill('far');
  await dialog.getByLabel('Environment', { exact: true }).selectOption('');
  await dialog.getByLabel('Image').fill(image);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('is needed on attached compute')).toBeVisible();
  await dialog.getByLabel('Processors of a node').fill('1');
  await dialog.getByLabel('Memory of a node').fill('512');
  await dialog.getByLabel('Idle time').fill('0');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const cluster = assetPage(page, 'far');
  await expect(cluster.getByText('on lab')).toBeVisible();

  await begin(page, 'jobs:submit-job');
  await dialog.getByLabel('Command').fill('echo sent here > outputs/note.txt; echo made far away');
  await dialog.getByLabel('Name', { exact: true }).fill('errand');
  await dialog.getByLabel('Cluster').selectOption('far');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  const job = assetPage(page, 'errand');
  await expect(job.getByRole('region', { name: 'Log of the job' })).toContainText('made far away', {
    timeout: 60_000
  });

  await new Panel(page, 'compute').open();
  await page.getByRole('tab', { name: 'lab', exact: true }).click();
  await expect(lab.getByText('far', { exact: true })).toBeVisible();
  await lab.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText('“lab” answers.')).toBeVisible();
  await lab.getByRole('button', { name: 'Detach' }).click();
  await dialog.getByRole('button', { name: 'Detach' }).click();
  await expect(page.getByText('The cluster “far” is on “lab”.').first()).toBeVisible();
  await page.theme.setDarkTheme();
  await picture(page, 'attached-dark');
  await page.setViewportSize({ width: 800, height: 700 });
  await picture(page, 'attached-narrow');
});
