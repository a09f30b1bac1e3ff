import { begin, execute, expect, test } from '../fixtures/studio';
import { makeContainerImage, SOCKET } from '../pages/container-image';
import { existsSync } from 'node:fs';
import { look, picture } from '../pages/look';
import { assetPage, Panel } from '../pages/panel';
import { hasRegistry, startRegistry } from '../pages/registry';

test.beforeEach(() => {
  test.skip(!existsSync(SOCKET) && !process.env.CI, 'there is no container engine');
});

test('an image is sent to a registry whose login was tested first', async ({
  page,
  api,
  workspace
}, info) => {
  test.skip(!hasRegistry(), 'docker-registry is not installed');
  test.setTimeout(180_000);
  const registry = await startRegistry(info.outputPath('registry'));
  const dialog = page.getByRole('dialog');
  await execute(page, 'environments:open-registries');
  const registries = assetPage(page, 'Registries');
  await expect(registries.getByText(/^No login is kept/)).toBeVisible();

  await registries.getByRole('button', { name: 'New registry' }).click();
  await dialog.getByLabel('Registry').fill(registry.host);
  await dialog.getByLabel('User').fill('painter');
  await dialog.getByLabel('Password or token').fill('a wrong one');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('registry-refused');
  await picture(page, 'registry-refused');
  await dialog.getByLabel('Password or token').fill('canvas');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await registries.getByRole('button', { name: /^Test the connection/ }).click();
  await expect(registries.getByText('Accepted')).toBeVisible();

  const base = makeContainerImage(info.outputPath('image'));
  const setUp = ['head -c 3000000 /dev/urandom > /tmp/noise'];
  const { id } = await api.post(`/api/workspaces/${workspace.id}/environments`, {
    ...{ name: 'painted', build: true },
    spec: { kind: 'packages', base, setUp }
  });
  await execute(page, 'environments:open-environment', { id, name: 'painted' });
  const environment = assetPage(page, 'painted');
  await environment.getByRole('button', { name: 'Send to a registry' }).click();
  await expect(dialog.getByLabel('Name of the copy')).toHaveValue(`${registry.host}/painted:1`);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(registries.getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(registries.getByRole('cell', { name: 'painted 1', exact: true })).toBeVisible();
  await look(page, 'registries', '.atl-Page[aria-label="Registries"]');

  await execute(page, 'environments:open-environment', { id, name: 'painted' });
  await environment.getByRole('tab', { name: 'Image' }).click();
  await expect(environment.getByText(`${registry.host}/painted:1`)).toBeVisible();
  await picture(page, 'environment-copies');

  registry.stop();
  await execute(page, 'environments:open-registries');
  await registries.getByRole('button', { name: /^Test the connection/ }).click();
  await expect(registries.getByText('Failed')).toBeVisible();
  await page.setViewportSize({ width: 640, height: 760 });
  await picture(page, 'registries-narrow');
  await page.setViewportSize({ width: 1280, height: 720 });

  await registries.getByRole('button', { name: /^Forget the login/ }).click();
  await expect(dialog).toContainText('painted 1');
  await dialog.getByRole('button', { name: 'Forget' }).click();
  await expect(registries.getByText(/^No login is kept/)).toBeVisible();
  await api.delete(`/api/workspaces/${workspace.id}/environments/${id}`);
});

test('files become an environment, and its Dockerfile is shown before it is built', async ({
  page
}) => {
  await begin(page, 'environments:create-environment');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Made of').selectOption('files');
  await dialog
    .getByLabel('Files', { exact: false })
    .first()
    .setInputFiles([
      { name: 'requirements.txt', mimeType: 'text/plain', buffer: Buffer.from('pandas\n') },
      { name: 'postBuild', mimeType: 'text/plain', buffer: Buffer.from('#!/bin/sh\n') }
    ]);
  await expect(dialog.getByRole('list', { name: 'Chosen files' })).toContainText('postBuild');
  await dialog.getByText('Dockerfile that will be built').click();
  const shown = dialog.getByRole('region', { name: 'Dockerfile' });
  await expect(shown).toContainText('pip install');
  await expect(shown).toContainText('./postBuild');
  await look(page, 'environment-files', 'dialog.atl-Dialog');
  await dialog.getByRole('button', { name: 'Take out postBuild' }).click();
  await expect(shown).not.toContainText('./postBuild');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('a ready-made environment is built from the form of an instance, with its log', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(480_000);
  await begin(page, 'compute:create-instance');
  const form = page.getByRole('dialog', { name: 'New compute instance' });
  await form.getByLabel('Name', { exact: false }).first().fill('painter');
  await form.getByLabel('Runs as').selectOption('docker');
  await form.getByLabel('Environment', { exact: true }).selectOption('curated:typescript');
  await form.getByRole('button', { name: 'Create' }).click();
  const building = page.getByRole('dialog', { name: /^Building the environment/ });
  await expect(building).toBeVisible();
  await expect(building.getByRole('region', { name: 'Log of the build' })).not.toBeEmpty({
    timeout: 120_000
  });
  await picture(page, 'environment-of-instance');
  await expect(assetPage(page, 'painter')).toBeVisible({ timeout: 400_000 });
  const place = `/api/workspaces/${workspace.id}`;
  const { items } = await api.get(`${place}/environments`);
  expect(items.map(({ name }) => name)).toContain('typescript');

  await begin(page, 'jobs:create-cluster');
  const cluster = page.getByRole('dialog', { name: 'New cluster' });
  await cluster.getByLabel('Name', { exact: false }).first().fill('painters');
  await cluster.getByLabel('Environment', { exact: true }).selectOption('typescript:1');
  await expect(cluster.getByLabel('Image', { exact: true })).toHaveCount(0);
  await cluster.getByRole('button', { name: 'Create' }).click();
  await expect(assetPage(page, 'painters')).toBeVisible();

  const instances = await api.get(`${place}/compute`);
  for (const { id } of instances.items) {
    await api.post(`${place}/compute/${id}/stop`);
    await api.delete(`${place}/compute/${id}`);
  }
  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldOnly('Environments');
  await expect(panel.item('typescript')).toBeVisible();
  await api.delete(`${place}/environments/typescript`);
});
