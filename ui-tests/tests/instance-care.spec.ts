import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { studioFolders } from '../fixtures/environment';
import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { makeContainerImage, SOCKET } from '../pages/container-image';
import { inBothThemes, look, picture } from '../pages/look';
import { assetPage } from '../pages/panel';

// Galata would hide terminals that the page has not asked Jupyter itself for.
test.use({ terminals: null });
test.skip(!existsSync(SOCKET) && !process.env.CI, `there is no container engine at ${SOCKET}`);

test.afterEach(async ({ api, workspace }) => {
  const path = `/api/workspaces/${workspace.id}/compute`;
  for (const { id } of (await api.get(path)).items) {
    await api.post(`${path}/${id}/stop`);
    await api.delete(`${path}/${id}`);
  }
});

test('a container is set up by its script, has schedules, and shows what it takes', async ({
  page,
  api,
  workspace
}, info) => {
  const image = makeContainerImage(info.outputPath('image'));
  const dialog = page.getByRole('dialog');
  await begin(page, 'compute:create-instance');
  await dialog.getByLabel('Name').fill('cared');
  await dialog.getByLabel('Runs as').selectOption('docker');
  await dialog.getByLabel('Environment', { exact: true }).selectOption('');
  await dialog.getByLabel('Image').fill(image);
  await dialog.getByLabel('Disk (GiB)').fill('2');
  await dialog.getByLabel('Shared memory').fill('96');
  await dialog.getByLabel('Set-up script').fill('echo step one; ls /nowhere');
  await dialog.getByLabel('Stop when idle (minutes)').fill('45');
  await dialog.getByLabel('Schedules').fill('start at eight');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText(/Each line is start or stop/)).toBeVisible();
  await picture(page, 'instance-care-form');
  await expectAccessible(page, 'dialog');
  await dialog
    .getByLabel('Schedules')
    .fill('start 0 8 * * 1-5 Europe/Berlin\nstop 0 19 * * 1-5 Europe/Berlin');
  await dialog.getByRole('button', { name: 'Create' }).click();

  const card = assetPage(page, 'cared');
  await expect(card.getByText('Set-up failed')).toBeVisible();
  await expect(card.getByText(/has ended with exit code 1: step one/)).toBeVisible();
  await look(page, 'instance-set-up-failed', '.atl-Page');

  const path = `/api/workspaces/${workspace.id}/compute`;
  const [{ id }] = (await api.get(path)).items;
  await card.getByRole('button', { name: 'Edit and resize' }).click();
  await dialog.getByLabel('Set-up script').fill('echo step one; sleep 1; echo all is well');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await card.getByRole('button', { name: 'Restart' }).click();
  await expect(card.getByText(/^Done in/)).toBeVisible();
  await expect(card.getByText(/all is well/)).toBeVisible();
  await expect(card.getByText('Europe/Berlin').first()).toBeVisible();
  await expect(card.getByText(/It is stopped after 45 min without work/)).toBeVisible();
  await expect
    .poll(async () => (await api.get(`${path}/${id}/usage`)).items.length, { timeout: 30_000 })
    .toBeGreaterThan(2);
  await look(page, 'instance-care', '.atl-Page');
  await card.getByText('Start and stop').scrollIntoViewIfNeeded();
  await picture(page, 'instance-care-times');

  await card.getByRole('button', { name: 'Terminal' }).click();
  await expect(page.locator('.jp-Terminal')).toBeVisible();
  await page.locator('.jp-Terminal').click();
  const made = join(studioFolders.data, 'compute', id, 'home', 'by-hand');
  await expect
    .poll(async () => {
      await page.keyboard.type('pwd; stty size; touch /home/atelier/by-hand\n');
      return existsSync(made);
    })
    .toBe(true);
  await inBothThemes(page, theme => picture(page, `instance-terminal-${theme}`));
  await page.keyboard.type('exit\n');
  await page.getByRole('tab', { name: 'cared' }).click();
  await page.setViewportSize({ width: 760, height: 900 });
  await picture(page, 'instance-care-narrow');
});
