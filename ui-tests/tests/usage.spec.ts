import { begin, execute, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look, picture } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';

test('quotas are set, refuse what is too much, and show what is held', async ({ page }) => {
  const dialog = page.getByRole('dialog');
  await execute(page, 'usage:open-page', {});
  const usage = assetPage(page, 'Usage');
  await expect(usage.getByText('Nobody holds anything now')).toBeVisible();
  await usage.getByRole('tab', { name: 'Quotas' }).click();
  await expect(usage.getByText('No quota is set')).toBeVisible();

  await usage.getByRole('button', { name: 'Set a quota' }).click();
  await dialog.getByLabel('Quota of').selectOption('each-user');
  await expect(dialog.getByLabel('Workspace', { exact: true })).toHaveCount(0);
  await dialog.getByLabel('Quota of').selectOption('workspace');
  await dialog.getByLabel('Processors').fill('2');
  await dialog.getByLabel('Memory').fill('4096');
  await picture(page, 'usage-quota-form');
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(usage.getByRole('cell', { name: '4 GiB' })).toBeVisible();

  await begin(page, 'compute:create-instance');
  await dialog.getByLabel('Name').fill('quota box');
  await dialog.getByLabel('Processors').fill('1');
  await dialog.getByLabel('Memory (MiB)').fill('1024');
  const cost = dialog.getByRole('status').filter({ hasText: 'an hour' });
  await expect(cost).toContainText('An estimate');
  const before = await cost.textContent();
  await dialog.getByLabel('Processors').fill('3');
  await expect(cost).not.toHaveText(before!);
  await cost.scrollIntoViewIfNeeded();
  await picture(page, 'usage-cost-of-size');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('The quota of the workspace')).toBeVisible();
  await expect(dialog.getByText('can be at most 2')).toBeVisible();
  await picture(page, 'usage-refused');
  await dialog.getByLabel('Processors').fill('1');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(assetPage(page, 'quota box')).toBeVisible();

  await execute(page, 'usage:open-page', {});
  await usage.getByRole('tab', { name: 'Now' }).click();
  const card = usage.getByRole('region', { name: /^Workspace/ });
  await expect(card.getByRole('meter', { name: 'Processors' })).toHaveAttribute(
    'aria-valuetext',
    '1 / 2'
  );
  await expect(card.getByRole('button', { name: 'quota box' })).toBeVisible();
  await look(page, 'usage-now', '.atl-Page[aria-label="Usage"]');
  await page.setViewportSize({ width: 760, height: 800 });
  await picture(page, 'usage-now-narrow');
  await page.setViewportSize({ width: 1280, height: 900 });

  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldOnly('Usage');
  await expect(panel.root.getByRole('meter', { name: 'Memory' })).toHaveAttribute(
    'aria-valuetext',
    '1 GiB / 4 GiB'
  );
  await look(page, 'usage-panel', '#atelier-compute');

  await usage.getByRole('tab', { name: 'Quotas' }).click();
  await look(page, 'usage-quotas', '.atl-Page[aria-label="Usage"]');
  await usage.getByRole('button', { name: /^Take the quota/ }).click();
  await dialog.getByRole('button', { name: 'Take away' }).click();
  await expect(usage.getByText('No quota is set')).toBeVisible();
});

test('a rate card is set, and what was held is told by it', async ({ page }) => {
  const dialog = page.getByRole('dialog');
  await execute(page, 'usage:open-page', {});
  const usage = assetPage(page, 'Usage');
  await usage.getByRole('tab', { name: 'Rate card' }).click();
  await expect(usage.getByText('estimates that know nothing of your machine')).toBeVisible();
  await look(page, 'usage-rates-estimate', '.atl-Page[aria-label="Usage"]');
  await usage.getByRole('button', { name: 'Rate card' }).click();
  await dialog.getByRole('textbox', { name: 'A processor', exact: true }).fill('3600');
  await dialog.getByLabel('Electricity').fill('0.27');
  await picture(page, 'usage-rates-form');
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(usage.getByText('estimates that know nothing of your machine')).toHaveCount(0);
  await expect(usage.getByRole('row', { name: /^Electricity/ })).toContainText('0.27 EUR');
  await look(page, 'usage-rates', '.atl-Page[aria-label="Usage"]');

  await begin(page, 'jobs:submit-job');
  await dialog.getByLabel('Command').fill('sleep 1');
  await dialog.getByLabel('Name', { exact: true }).fill('costly');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  const job = assetPage(page, 'costly');
  await expect(job.getByText('Finished').first()).toBeVisible({ timeout: 30_000 });

  await execute(page, 'usage:open-page', {});
  await usage.getByRole('tab', { name: 'Over time' }).click();
  const row = usage.getByRole('row', { name: /costly/ });
  await expect(row).toContainText('€');
  await look(page, 'usage-time', '.atl-Page[aria-label="Usage"]');
  await usage.getByRole('combobox', { name: 'Time', exact: true }).selectOption('24 hours');
  await usage.getByRole('combobox', { name: 'Bars', exact: true }).selectOption('Energy');
  await expect(usage.getByRole('heading', { name: 'By the hour' })).toBeVisible();
  await picture(page, 'usage-hours');
  await page.setViewportSize({ width: 760, height: 800 });
  await picture(page, 'usage-time-narrow');
  await row.getByRole('button', { name: 'costly' }).click();
  await expect(job).toBeVisible();
});
