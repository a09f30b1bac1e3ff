import { begin, diabetesCsv, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { picture } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';

test('every form keeps bad input back, says why, and leaves nothing behind', async ({
  page,
  api,
  workspace
}) => {
  await api.createModel(workspace.id, 'patients');
  const before = await api.counts(workspace.id);
  const dialog = page.getByRole('dialog');
  const name = dialog.getByLabel('Name', { exact: false }).first();
  const file = dialog.locator('input[type=file]');
  const fill = (label: string, value: string) => dialog.getByLabel(label).fill(value);
  const refused = async (form: string, accept: string, ...sentences: (string | RegExp)[]) => {
    await dialog.getByRole('button', { name: accept }).click();
    for (const sentence of sentences) {
      await expect(dialog.getByText(sentence)).toBeVisible();
    }
    await picture(page, `form-${form}`);
    await expectAccessible(page, 'dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
  };

  await begin(page, 'datasets:create-dataset');
  await file.setInputFiles({
    name: 'diabetes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(diabetesCsv)
  });
  await name.fill('../../etc');
  await refused('dataset', 'Create', /must start with a letter or digit/, /^Nothing was saved/);

  await begin(page, 'compute:create-instance');
  await fill('Processors', '0');
  await refused('compute', 'Create', 'Name is needed.', 'Processors must be at least 1.');

  await begin(page, 'experiments:create-experiment');
  await name.fill('?');
  await refused('experiment', 'Create', /^Start with a letter or digit/);

  await begin(page, 'models:register');
  await file.setInputFiles({
    name: 'broken.onnx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no model at all')
  });
  await name.fill('broken');
  await refused('model', 'Register', /ONNX/, 'invalid-content');

  await page.theme.setDarkTheme();
  await begin(page, 'endpoints:create-endpoint');
  await name.fill('not/a/name');
  await refused('endpoint', 'Deploy', /must start with a letter or digit/);

  expect(await api.counts(workspace.id)).toEqual(before);
});

test('a dataset is made from a file, after its name was corrected', async ({ page }) => {
  const panel = await new Panel(page, 'datasets').open();
  await panel.root.getByRole('button', { name: 'New dataset' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'diabetes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(diabetesCsv)
  });
  await dialog.getByLabel('Name').fill('-patients');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText(/must start with a letter or digit/)).toBeVisible();
  await dialog.getByLabel('Name').fill('patients');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(assetPage(page, 'patients').getByText('768 rows')).toBeVisible();
  await expect(panel.item('patients')).toBeVisible();
});
