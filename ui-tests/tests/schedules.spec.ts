import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look, picture } from '../pages/look';
import { createNotebook } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

test('the notebook in front runs on a schedule, and the page tells what became of its times', async ({
  page,
  tmpPath,
  api,
  workspace
}) => {
  test.setTimeout(240_000);
  const dialog = page.getByRole('dialog');
  await createNotebook(page, tmpPath, 'let day = "none";', 'console.log(`of ${day}`)');
  await begin(page, 'jobs:schedule-notebook');
  await dialog.getByLabel(/^Name/).first().fill('report');
  await dialog.getByLabel('It runs').selectOption({ label: 'From Monday to Friday' });
  await dialog.getByLabel(/^At /).fill('25:00');
  await dialog.getByLabel('Time zone').fill('Europe/Berlin');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Write a time as 08:30.')).toBeVisible();
  await dialog.getByLabel(/^At /).fill('08:30');
  await expect(dialog.getByRole('status')).toContainText('08:30');
  await picture(page, 'schedules-form');
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const schedule = assetPage(page, 'report');
  await expect(schedule.getByText('Monday to Friday at 08:30')).toBeVisible();
  await expect(schedule.getByText('None of its times has come yet.')).toBeVisible();

  await schedule.getByRole('button', { name: 'Run now' }).click();
  const job = page.getByRole('article').last();
  await expect(job.getByText('Finished').first()).toBeVisible({ timeout: 30_000 });
  await expect(job.getByRole('region', { name: 'Log of the job' })).toContainText('of none');
  await job.getByRole('button', { name: 'report', exact: true }).click();

  await schedule.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('It runs').selectOption({ label: 'Every so many minutes' });
  await dialog.getByLabel('Minutes between').fill('60');
  await dialog.getByLabel('If its last job has not ended').selectOption({ label: 'Run both' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(schedule.getByText('every 60 minutes')).toBeVisible();

  await schedule.getByRole('button', { name: 'Past times' }).click();
  const from = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  await dialog.getByLabel('From').fill(from);
  await picture(page, 'schedules-backfill');
  await expectAccessible(page, 'dialog');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(schedule.getByText('a wish for past times')).toHaveCount(3);
  await expect(schedule.getByRole('row').getByText('Finished')).toHaveCount(4, { timeout: 60_000 });
  const { items } = await api.get(`/api/workspaces/${workspace.id}/jobs`);
  expect(items).toHaveLength(4);
  await look(page, 'schedules-page', '.atl-Page[aria-label="report"]');

  await schedule.getByRole('button', { name: 'Pause' }).click();
  await expect(schedule.getByText('Paused')).toBeVisible();
  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldOnly('Schedules');
  await expect(panel.list('Schedules')).toContainText('Paused');
  await look(page, 'schedules-panel');
  await page.setViewportSize({ width: 800, height: 700 });
  await picture(page, 'schedules-narrow');
  await begin(page, 'jobs:delete-schedule', { id: items[0].schedule.id, name: 'report' });
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(panel.list('Schedules')).toHaveCount(0);
});
