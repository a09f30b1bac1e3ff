import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { makeContainerImage, SOCKET } from '../pages/container-image';
import { inBothThemes, look, picture } from '../pages/look';
import { createNotebook, openedNotebook, outputText, runCell } from '../pages/notebook';

test.skip(!existsSync(SOCKET) && !process.env.CI, `there is no container engine at ${SOCKET}`);

test.afterEach(async ({ api, workspace }) => {
  const path = `/api/workspaces/${workspace.id}/compute`;
  for (const { id } of (await api.get(path)).items) {
    await api.post(`${path}/${id}/stop`);
    await api.delete(`${path}/${id}`);
  }
});

test('a notebook moves to a container from its toolbar, is resized there, and starts it again', async ({
  page,
  api,
  tmpPath,
  workspace
}, info) => {
  const image = makeContainerImage(info.outputPath('image'));
  const path = `/api/workspaces/${workspace.id}/compute`;
  const box = await api.post(path, {
    ...{ name: 'box', driver: 'docker', image, size: { cpus: 1, memoryMb: 1024 } }
  });
  await api.post(`${path}/${box.id}/stop`);
  await createNotebook(page, tmpPath, 'console.log(process.env.HOME)');
  await openedNotebook(page);
  const button = page.getByRole('button', { name: /^Compute of this notebook/ });
  const popover = page.getByRole('dialog', { name: 'Compute of this notebook' });
  await expect(button).toHaveAccessibleName(/This machine, running/);

  // by keyboard alone
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(popover.getByText('box')).toBeVisible();
  await expect(popover.getByText('stopped')).toBeVisible();
  await look(page, 'compute-picker', '.atl-ComputePicker-popover');
  await page.keyboard.press('Escape');
  await expect(popover).toHaveCount(0);
  await expect(button).toBeFocused();

  await button.click();
  await popover.getByRole('button', { name: 'TypeScript', exact: true }).last().click();
  await expect(button).toHaveText(/Starting box…/);
  await expect(button).toHaveAccessibleName(/box, 1 CPU, running|box, 1 CPU · 1 GiB, running/);
  expect(await runCell(page, 'console.log(process.env.HOME)')).toBe(true);
  expect(await outputText(page)).toContain('/home/atelier');
  await inBothThemes(page, theme => picture(page, `compute-picker-running-${theme}`));

  await button.click();
  await popover.getByRole('button', { name: 'Resize box' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Memory (MiB)').fill('2048');
  await dialog.getByRole('button', { name: 'Resize' }).click();
  await expect(button).toHaveText(/2 GiB/);
  const label = `label=atelier.instance=${box.id}`;
  const id = execFileSync('docker', ['ps', '-q', '--filter', label], { encoding: 'utf8' }).trim();
  const limit = ['inspect', '-f', '{{.HostConfig.Memory}}', id];
  expect(execFileSync('docker', limit, { encoding: 'utf8' }).trim()).toBe(String(2 ** 31));
  await expectAccessible(page, '.atl-ComputePicker');

  // stopped elsewhere: the kernel goes, and the next cell starts both
  await api.post(`${path}/${box.id}/stop`);
  await expect(button).toHaveAccessibleName(/stopped; the first cell starts it/);
  await picture(page, 'compute-picker-stopped');
  expect(await runCell(page, 'console.log(6 * 7)')).toBe(true);
  expect(await outputText(page)).toContain('42');
  await expect(button).toHaveAccessibleName(/box.*running/);
  expect((await api.get(`${path}/${box.id}`)).state).toBe('running');

  await page.setViewportSize({ width: 700, height: 700 });
  await inBothThemes(page, theme => picture(page, `compute-picker-narrow-${theme}`));
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('button', { name: /^Compute: box/ }).click();
  await expect(popover).toBeVisible();
  await popover.getByRole('button', { name: 'New compute instance…' }).click();
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeVisible();
  await page.keyboard.press('Escape');
  await begin(page, 'notebook:shutdown-kernel');
});

test('a notebook whose instance was deleted says so, and goes on elsewhere', async ({
  page,
  tmpPath
}) => {
  const notebook = {
    ...{ nbformat: 4, nbformat_minor: 5 },
    cells: [{ id: 'a', cell_type: 'code', metadata: {}, outputs: [], source: '' }],
    metadata: { kernelspec: { name: 'atelier-lent', display_name: 'TypeScript (lent)' } }
  };
  const path = `${tmpPath}/lent.ipynb`;
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', path);
  await begin(page, 'docmanager:open', { path });
  await page.getByRole('dialog').getByRole('button', { name: 'No Kernel' }).click();
  const button = page.getByRole('button', { name: /^Compute of this notebook/ });
  await expect(button).toHaveText('lent is gone: choose another');
  await button.click();
  const popover = page.getByRole('dialog', { name: 'Compute of this notebook' });
  await expect(popover).toContainText('“lent” does not exist any more');
  await look(page, 'compute-picker-gone', '.atl-ComputePicker-popover');
  await popover.getByRole('button', { name: 'TypeScript', exact: true }).click();
  await expect(button).toHaveAccessibleName(/This machine, running/);
  expect(await runCell(page, 'console.log(6 * 7)')).toBe(true);
  expect(await outputText(page)).toContain('42');
});
