import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { putGpuProcess, putGpus, takeGpus } from '../pages/gpus';
import { look, picture } from '../pages/look';
import { createNotebook, runCell } from '../pages/notebook';

interface Kernels {
  items: { kernelId: string; pid: number; last: { cpuPercent: number } | null }[];
}

test.afterEach(takeGpus);

test('the status bar tells what the kernel in front takes, with its GPU, and draws it', async ({
  page,
  api,
  tmpPath
}) => {
  await createNotebook(page, tmpPath, 'const kept = Buffer.alloc(64 << 20, 1)');
  const kernelId = await page.evaluate(
    () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id
  );
  const item = page.getByRole('button', { name: /^This kernel takes: processors/ });
  await expect(item).toBeVisible();
  const { items } = await api.get<Kernels>('/api/compute/kernels');
  putGpus(2);
  putGpuProcess(items.find(each => each.kernelId === kernelId)!.pid, 1, 1_536);
  // work that its child does until it is interrupted counts, too
  const busy = runCell(page, 'for (const end = Date.now() + 9_000; Date.now() < end; ) {}');
  await expect(item).toHaveText(/GPU 38 % · 1\.5 GiB/, { timeout: 30_000 });
  await expect(item).toHaveText(/^[1-9]\d* % · /);
  await item.click();
  const popover = page.getByRole('dialog', { name: 'What this kernel takes' });
  await expect(popover.getByText('This machine')).toBeVisible();
  await expect(popover.getByText('this kernel alone')).toBeVisible();
  await expect(popover.getByText('1.5 GiB of 80 GiB')).toBeVisible();
  await look(page, 'kernel-meter', '.atl-KernelMeter');
  await page.keyboard.press('Escape');
  await expect(popover).toHaveCount(0);
  await expect(item).toBeFocused();
  expect(await busy).toBe(true);

  await page.setViewportSize({ width: 700, height: 560 });
  await item.click();
  await expect(popover).toBeInViewport();
  await picture(page, 'kernel-meter-narrow');
  await page.keyboard.press('Escape');
  await expectAccessible(page, '.atl-KernelMeter-status');
  await page.setViewportSize({ width: 1440, height: 900 });

  await begin(page, 'notebook:shutdown-kernel');
  await expect(item).toHaveCount(0);
});
