import { existsSync } from 'node:fs';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { begin, execute, expect, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { makeContainerImage, SOCKET } from '../pages/container-image';
import { putGpus, takeGpus } from '../pages/gpus';
import { look, picture } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';

const countGpus = async (api: StudioApi) =>
  (await api.get<{ gpus: object[] }>('/api/compute/host')).gpus.length;

async function fillNew(page: IJupyterLabPageFixture, name: string, gpus: string) {
  const dialog = page.getByRole('dialog');
  await begin(page, 'compute:create-instance');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('GPUs', { exact: true }).fill(gpus);
  return dialog;
}

test.beforeEach(async ({ api }) => {
  putGpus(2);
  await expect.poll(() => countGpus(api)).toBe(2);
});

test.afterEach(async ({ api, workspace }) => {
  const path = `/api/workspaces/${workspace.id}/compute`;
  for (const { id } of (await api.get(path)).items) {
    await api.post(`${path}/${id}/stop`);
    await api.delete(`${path}/${id}`);
  }
  takeGpus();
  await expect.poll(() => countGpus(api)).toBe(0);
});

test('an instance gets as many GPUs as the form says, and who has them is told', async ({
  page
}) => {
  let dialog = await fillNew(page, 'fast', '3');
  await expect(dialog.getByText(/The machine has 2; free: 2\./)).toBeVisible();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText(/at most 2/)).toBeVisible();
  await dialog.getByLabel('GPUs', { exact: true }).fill('1');
  await dialog.getByLabel(/may have the same GPUs/).scrollIntoViewIfNeeded();
  await look(page, 'gpu-form', 'dialog');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const card = assetPage(page, 'fast');
  await expect(card.getByText('GPU 0, Stand-in GPU')).toBeVisible();

  dialog = await fillNew(page, 'greedy', '2');
  await expect(dialog.getByText(/The machine has 2; free: 1\./)).toBeVisible();
  await dialog.getByRole('button', { name: 'Create' }).click();
  const refusal = '2 GPUs are not free: the machine has 2. Taken by the compute instance “fast”.';
  await expect(dialog.getByText(refusal)).toBeInViewport();
  await picture(page, 'gpu-refused');
});

test('an instance shows what its GPUs do, and gets others when it is started anew', async ({
  page,
  api,
  workspace
}) => {
  const path = `/api/workspaces/${workspace.id}/compute`;
  const { id } = await api.post(path, { name: 'fast', size: { gpus: 1 } });
  await execute(page, 'compute:open-instance', { id, name: 'fast' });
  const card = assetPage(page, 'fast');
  await expect
    .poll(async () => (await api.get(`${path}/${id}/usage`)).items.length, { timeout: 30_000 })
    .toBeGreaterThan(2);
  await expect(card.getByText('GPU memory (GiB)')).toBeVisible();
  await expect(card.getByText('GPU power (W)')).toBeVisible();
  await look(page, 'gpu-instance', '.atl-Page');

  const dialog = page.getByRole('dialog');
  await begin(page, 'compute:resize-instance', { id });
  await dialog.getByLabel('GPUs', { exact: true }).fill('2');
  await dialog.getByLabel(/may have the same GPUs/).check();
  await picture(page, 'gpu-resize');
  await dialog.getByRole('button', { name: 'Resize' }).click();
  await expect(card.getByText('2 GPUs from the next start on')).toBeVisible();
  await card.getByRole('button', { name: 'Restart' }).click();
  await expect(card.getByText('GPU 1, Stand-in GPU')).toBeVisible();
  await expect(card.getByText('with others that share, too')).toBeVisible();
  await card.getByText('GPU 1, Stand-in GPU').scrollIntoViewIfNeeded();
  await picture(page, 'gpu-details');

  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldOnly('This machine');
  const host = page.locator('.atl-Compute-host');
  await expect(host.getByText('Shared by the compute instance “fast”').first()).toBeVisible();
  await host.getByText('Shared by the compute instance “fast”').last().scrollIntoViewIfNeeded();
  await look(page, 'gpu-host', '.atl-Compute-host');
  await page.setViewportSize({ width: 760, height: 900 });
  await picture(page, 'gpu-instance-narrow');
});

test('a container engine that cannot give a GPU says so in the form', async ({ page }, info) => {
  test.skip(!existsSync(SOCKET) && !process.env.CI, `there is no container engine at ${SOCKET}`);
  const image = makeContainerImage(info.outputPath('image'));
  const dialog = await fillNew(page, 'box', '1');
  await dialog.getByLabel('Runs as').selectOption('docker');
  await dialog.getByLabel('Environment', { exact: true }).selectOption('');
  await dialog.getByLabel('Image').fill(image);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(
    dialog.getByText(/The container engine of this machine cannot give a GPU to a container\./)
  ).toBeInViewport({ timeout: 60_000 });
  await expect(dialog.getByText(/NVIDIA Container Toolkit/)).toBeVisible();
  await picture(page, 'gpu-no-driver');
  await expectAccessible(page, 'dialog');
});
