import { begin, execute, expect, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { look, picture } from '../pages/look';
import { openedNotebook } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

interface Engine {
  reachable: boolean;
  bootstrap: { state: string };
}

const engineOf = (api: StudioApi) => api.get<Engine>('/api/environments/engine');

async function needEngine(api: StudioApi): Promise<void> {
  const { reachable } = await engineOf(api);
  test.skip(!reachable && !process.env.CI, 'no container engine answers');
}

test('an environment is described, built and read, on a base made of this machine', async ({
  page,
  api
}) => {
  // A minimal Debian takes its time, where mmdebstrap makes one.
  test.setTimeout(480_000);
  await needEngine(api);

  await execute(page, 'environments:open-images');
  const images = assetPage(page, 'Images of environments');
  const asked = page.waitForResponse(/\/api\/environments\/bootstrap\b/);
  await images.getByRole('button', { name: /^Make it/ }).click();
  await asked;
  const patience = { timeout: 300_000 };
  await expect.poll(async () => (await engineOf(api)).bootstrap.state, patience).toBe('done');
  await expect(images.getByText(/atelier\/base:latest, .* on Docker/)).toBeVisible();
  await expect(images.getByRole('button', { name: 'Make it anew' })).toBeEnabled();

  await begin(page, 'environments:create-environment');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: false }).first().fill('?');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText(/must start with a letter or digit/)).toBeVisible();
  await picture(page, 'environment-form');
  await dialog.getByLabel('Name', { exact: false }).first().fill('greeter');
  await dialog.getByLabel('Set-up commands').fill('echo built-by-hand\npython3 -V');
  await dialog.getByRole('button', { name: 'Create' }).click();

  const environment = assetPage(page, 'greeter');
  await expect(environment.getByText('Ready').first()).toBeVisible({ timeout: 60_000 });
  await expect(environment.getByRole('region', { name: 'Log of the build' })).toContainText(
    'Reading what is installed.'
  );
  await look(page, 'environment-build', '.atl-Page');
  await environment.getByRole('tab', { name: /Packages/ }).click();
  await expect(environment.getByRole('rowheader', { name: 'pip', exact: true })).toBeVisible();
  await picture(page, 'environment-lock');

  await execute(page, 'environments:open-images');
  await expect(images.getByText('greeter 1')).toBeVisible();
  await expect(images.getByRole('button', { name: /^Delete the image/ }).first()).toBeVisible();
  await look(page, 'environment-images', '.atl-Page[aria-label="Images of environments"]');

  await page.setViewportSize({ width: 800, height: 700 });
  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldOnly('Environments');
  await panel.list('Environments').waitFor();
  await panel.openItem('greeter');
  await picture(page, 'environment-narrow');

  await environment.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(panel.item('greeter')).toHaveCount(0);
});

test('a build that fails says which step, and one under way can be cancelled', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(120_000);
  await needEngine(api);
  const create = (name: string, command: string) =>
    api.post(`/api/workspaces/${workspace.id}/environments`, {
      name,
      build: true,
      spec: { kind: 'packages', setUp: [command] }
    });
  const { id } = await create('broken', 'echo so sorry; exit 3');
  await execute(page, 'environments:open-environment', { id, name: 'broken' });
  const broken = assetPage(page, 'broken');
  await expect(broken.locator('.atl-Environments-error')).toContainText('so sorry');
  await picture(page, 'environment-failed');

  const slow = await create('slow', 'sleep 100');
  await execute(page, 'environments:open-environment', { id: slow.id, name: 'slow' });
  const page2 = assetPage(page, 'slow');
  await page2.getByRole('button', { name: 'Cancel build' }).click();
  await expect(page2.getByText('Cancelled').first()).toBeVisible();
});

test('a build whose server is killed has failed, also in the list that was open', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(120_000);
  await needEngine(api);
  const setUp = ['for i in $(seq 1000); do echo line $i; sleep 0.1; done'];
  const body = { name: 'endless', build: true, spec: { kind: 'packages', setUp } };
  const { id } = await api.post(`/api/workspaces/${workspace.id}/environments`, body);
  const panel = await new Panel(page, 'compute').open();
  await panel.unfoldOnly('Environments');
  await expect(panel.item('endless')).toContainText('Building');
  await panel.openItem('endless');
  const log = assetPage(page, 'endless').getByRole('region', { name: 'Log of the build' });
  await expect(log).toContainText('line 3', { timeout: 60_000 });
  const killed = await api.serverPid();
  process.kill(killed, 'SIGKILL');
  await expect(panel.item('endless')).toContainText('Failed');
  await expect(assetPage(page, 'endless')).toContainText('The server ended in the middle');
  await expect.poll(() => api.serverPid()).not.toBe(killed);
  await api.delete(`/api/workspaces/${workspace.id}/environments/${id}`);
});

for (const [kernelName, kernel] of [
  ['python3', 'python'],
  ['atelier-typescript', 'typescript']
]) {
  test(`what a kernel of ${kernel} has installed becomes a specification`, async ({
    page,
    tmpPath
  }) => {
    const dialog = page.getByRole('dialog');
    await execute(page, 'notebook:create-new', { cwd: tmpPath, kernelName });
    await openedNotebook(page);
    await begin(page, 'environments:save-kernel');
    await expect(dialog.getByLabel('Kernel for notebooks')).toHaveValue(kernel, {
      timeout: 30_000
    });
    if (kernel === 'python') {
      await expect(dialog.getByLabel('Python packages')).toHaveValue(/^ipykernel==/m);
      await picture(page, 'environment-of-kernel');
    }
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
}
