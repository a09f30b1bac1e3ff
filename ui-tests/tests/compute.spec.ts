import { existsSync } from 'node:fs';
import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { makeContainerImage, SOCKET } from '../pages/container-image';
import { inBothThemes, look, picture } from '../pages/look';
import { openedNotebook, outputText, runCell } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

test.skip(!existsSync(SOCKET) && !process.env.CI, `there is no container engine at ${SOCKET}`);

test.afterEach(async ({ api, workspace }) => {
  const path = `/api/workspaces/${workspace.id}/compute`;
  for (const { id } of (await api.get(path)).items) {
    await api.post(`${path}/${id}/stop`);
    await api.delete(`${path}/${id}`);
  }
});

test('a container is made in a form, runs a notebook, and says when its memory has run out', async ({
  page,
  api,
  workspace
}, info) => {
  const image = makeContainerImage(info.outputPath('image'));
  const dialog = page.getByRole('dialog');
  await begin(page, 'compute:create-instance');
  await dialog.getByLabel('Name').fill('box');
  await dialog.getByLabel('Runs as').selectOption('docker');
  await dialog.getByLabel('Environment', { exact: true }).selectOption('');
  await dialog.getByLabel('Image').fill('atelier-test/nothing:1');
  await dialog.getByLabel('Memory (MiB)').fill('abc');
  await expect(dialog.getByText('NaN')).toHaveCount(0);
  await dialog.getByLabel('Memory (MiB)').fill('99999999');
  await dialog.getByLabel('Processors').fill('1000');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(
    dialog.locator('.atl-Field-finding', { hasText: 'There are no more than' })
  ).toHaveCount(2);
  await look(page, 'compute-form-findings');
  await dialog.getByLabel('Processors').fill('');
  await dialog.getByLabel('Memory (MiB)').fill('512');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText(/No such image/)).toBeVisible();
  await picture(page, 'compute-container-form');
  await expectAccessible(page, 'dialog');
  await dialog.getByLabel('Image').fill(image);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(assetPage(page, 'box')).toBeVisible();
  await expect(assetPage(page, 'box').getByText(image).first()).toBeVisible();

  await assetPage(page, 'box').getByRole('button', { name: 'New notebook here' }).click();
  await openedNotebook(page);
  expect(await runCell(page, 'console.log(process.env.HOME)')).toBe(true);
  expect(await outputText(page)).toContain('/home/atelier');
  await inBothThemes(page, theme => picture(page, `compute-container-notebook-${theme}`));

  const hungry = 'const all = []; while (true) all.push(Buffer.alloc(8 << 20, 1));';
  // Under load the killer takes the kernel with the cell's process; it is started anew then.
  await runCell(page, hungry);
  await expect(
    page
      .getByText(/has used up its memory \(512 MiB\)/)
      .filter({ visible: true })
      .first()
  ).toBeVisible();
  await picture(page, 'compute-out-of-memory');
  const restarted = page.locator('.jp-Dialog').getByRole('button', { name: 'Ok' });
  await page.addLocatorHandler(restarted, () => restarted.click());
  await page.locator('.jp-Notebook').click();
  await openedNotebook(page);
  expect(await runCell(page, 'console.log(1 + 1)')).toBe(true);

  const panel = await new Panel(page, 'compute').open();
  await panel.item('box').first().click();
  await expect(assetPage(page, 'box').getByText(/has used up its memory/)).toBeVisible();
  await look(page, 'compute-container', '.atl-Page');

  const box = assetPage(page, 'box');
  await box.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog.getByText(/its home with all files in it are deleted/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Stop and delete' })).toBeVisible();
  await look(page, 'compute-delete', 'dialog');
  await page.keyboard.press('Escape');
  await box.getByRole('button', { name: 'Resize', exact: true }).click();
  await dialog.getByLabel('Memory (MiB)').fill('640');
  await dialog.getByRole('button', { name: 'Resize' }).click();
  await expect(box.getByText(/has used up its memory/)).toHaveCount(0);

  const { items } = await api.get(`/api/workspaces/${workspace.id}/compute`);
  await api.post(`/api/workspaces/${workspace.id}/compute/${items[0].id}/stop`);
  await expect(box.getByText('Stopped', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).last().click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(panel.item('box')).toHaveCount(0);
});
