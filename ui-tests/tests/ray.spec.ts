import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { picture } from '../pages/look';

test('the form of a Ray cluster asks for its token, and says what does not answer', async ({
  page
}) => {
  const dialog = page.getByRole('dialog');
  await begin(page, 'jobs:attach-compute');
  await dialog.getByLabel('Name').first().fill('rays');
  await expect(dialog.getByLabel('Token')).toHaveCount(0);
  await dialog.getByLabel('It is').selectOption('ray');
  await dialog.getByLabel('Address').fill('http://127.0.0.1:1');
  await dialog.getByLabel('Token').fill('of nobody');
  await expect(dialog.getByLabel('Python with PySpark')).toHaveCount(0);
  await expect(dialog.getByLabel('Authority')).toHaveCount(0);
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Test and attach' }).click();
  await expect(dialog.getByText('write it without spaces')).toBeVisible();
  await dialog.getByLabel('Token').fill('nobodys');
  await dialog.getByRole('button', { name: 'Test and attach' }).click();
  await expect(dialog.getByText('No Ray cluster answers at http://127.0.0.1:1.')).toBeVisible();
  await picture(page, 'ray-refused');
});
