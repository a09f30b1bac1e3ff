import { expect, test } from '../fixtures/studio';
import { look } from '../pages/look';
import { chooseWorkspace, workspaceButton } from '../pages/workspaces';

test('a workspace is made, renamed and deleted from the status bar', async ({
  page,
  api,
  workspace
}) => {
  const name = `bench ${Date.now()}`;
  const dialog = page.getByRole('dialog');
  const choose = async (active: string, item: string) => {
    await workspaceButton(page, active).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await workspaceButton(page, workspace.name).click();
  await look(page, 'workspace-menu');
  await page.getByRole('menuitem', { name: 'New Workspace…' }).click();
  await dialog.getByLabel('Name').fill(workspace.name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByRole('alert')).toContainText(workspace.name);
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(workspaceButton(page, name)).toBeVisible();

  await choose(name, 'Rename Workspace…');
  await dialog.getByLabel('Name').fill(`${name} renamed`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(workspaceButton(page, `${name} renamed`)).toBeVisible();
  const search = `/api/workspaces?search=${encodeURIComponent(name)}`;
  expect((await api.get(search)).items.map(item => item.name)).toEqual([`${name} renamed`]);

  await chooseWorkspace(page, `${name} renamed`, workspace.name);
  await chooseWorkspace(page, workspace.name, `${name} renamed`);
  await choose(`${name} renamed`, 'Delete Workspace…');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(workspaceButton(page, `${name} renamed`)).toHaveCount(0);
  expect((await api.get(search)).items).toEqual([]);
});
