import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';

const PAGE = '.atl-Page';
const id = (n: number) => String(n).padStart(8, '0') + Date.now().toString(16).padStart(24, '0');

test('what is deleted lies in the trash, comes back, and goes for good', async ({
  page,
  api,
  workspace
}) => {
  const names = ['first try', 'second try', 'third try'];
  for (const [i, name] of names.entries()) {
    const run = id(i);
    await api.createRun(workspace.id, run, 'diabetes', { name, values: [0.9, 0.5] });
    await api.post(`/api/workspaces/${workspace.id}/runs/bulk`, {
      selection: { ids: [run] },
      change: { type: 'delete' }
    });
  }
  const panel = await new Panel(page, 'experiments').open();
  await panel.root.getByRole('button', { name: /deleted experiments/ }).click();
  const trash = assetPage(page, 'Trash');
  const row = (name: string) => trash.getByRole('row').filter({ hasText: name });
  await expect(row('third try')).toContainText('diabetes');
  await look(page, 'page-trash', PAGE);

  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 780, height: 800 });
  const lines = trash.getByRole('listbox', { name: 'Trash' });
  await expect(lines.getByRole('option')).toHaveCount(3);
  expect(await lines.evaluate(list => list.scrollWidth - list.clientWidth)).toBe(0);
  await look(page, 'page-trash-narrow', PAGE);
  await page.setViewportSize(size);

  await row('first try').locator('.atl-AssetList-tick').click();
  await trash.getByRole('button', { name: 'Restore' }).click();
  await expect(row('first try')).toBeHidden();
  await expect(panel.item('first try')).toBeVisible();

  await trash.getByRole('grid', { name: 'Trash' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete this for good?' });
  await expect(dialog.getByText('1 run, 1 metric')).toBeVisible();
  await look(page, 'dialog-purge', '.atl-Dialog');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(row('third try')).toBeHidden();
  await expect(row('second try')).toBeVisible();

  await trash.getByRole('button', { name: 'Keep for…' }).click();
  const form = page.getByRole('dialog', { name: 'How long the trash is kept' });
  await form.getByLabel(/Days/).fill('7');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(trash.getByText('kept for 7 days')).toBeVisible();

  await begin(page, 'experiments:purge-trashed');
  const question = page.getByRole('dialog', { name: 'Empty the trash?' });
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await expect(trash.getByText(/lie here for a while/)).toBeVisible();
  await expectAccessible(page, PAGE);
  expect((await api.get(`/api/workspaces/${workspace.id}/runs?view=all`)).total).toBe(1);
});
