import { expect, test } from '../fixtures/studio';
import { look } from '../pages/look';

test('a workspace is made, renamed and left from the status bar', async ({
  page,
  api,
  workspace
}) => {
  const name = `bench ${Date.now()}`;
  await page.getByRole('button', { name: new RegExp(workspace.name) }).click();
  await look(page, 'workspace-menu');
  await page.getByRole('menuitem', { name: /New Workspace/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('button', { name: new RegExp(name) })).toBeVisible();

  await page.getByRole('button', { name: new RegExp(name) }).click();
  await page.getByRole('menuitem', { name: /Rename/ }).click();
  await dialog.getByLabel('Name').fill(`${name} renamed`);
  await dialog.getByRole('button', { name: /Save|Rename/ }).click();
  await expect(page.getByRole('button', { name: new RegExp(`${name} renamed`) })).toBeVisible();
  const { items } = await api.get(`/api/workspaces?search=${encodeURIComponent(name)}`);
  expect(items.map(item => item.name)).toEqual([`${name} renamed`]);
});
