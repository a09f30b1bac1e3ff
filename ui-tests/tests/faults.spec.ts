import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { execute, expect, studioFolders, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { look, picture } from '../pages/look';
import { createNotebook, outputText } from '../pages/notebook';
import { assetPage, Panel } from '../pages/panel';

const STEPS = 400;

const TRAINING = `
import { startRun } from '@atelier-ml/sdk';
const run = await startRun({ experiment: 'faults', name: 'long training' });
console.log('run', run.id);
for (let step = 0; step < ${STEPS}; step++) {
  run.log({ loss: 1 / (step + 1) }, { step });
  await new Promise(next => setTimeout(next, 20));
}
await run.end();
console.log('notebook went on to the end');
`;

/** Notes what the notice above a panel's lists says from now on; it may be gone within a second. */
function watchNotice(page: IJupyterLabPageFixture, panel: string): Promise<void> {
  return page.evaluate(id => {
    window.saidByNotice = [];
    const root = document.getElementById(id)!;
    const note = () => {
      const text = root.querySelector('.atl-State[role=status], .atl-State[role=alert]');
      if (text?.textContent) {
        window.saidByNotice.push(text.textContent);
      }
    };
    new MutationObserver(note).observe(root, { childList: true, subtree: true });
  }, panel);
}

test('the server killed in mid-run loses and doubles nothing, and comes back by itself', async ({
  page,
  api,
  workspace,
  tmpPath
}) => {
  const panel = await new Panel(page, 'experiments').open();
  await createNotebook(page, tmpPath, TRAINING);
  const ended = execute(page, 'notebook:run-all-cells');
  await expect.poll(() => outputText(page)).toContain('run ');
  const run = /run ([0-9a-f]{32})/.exec(await outputText(page))![1];
  const path = `/api/workspaces/${workspace.id}/runs/${run}`;
  await expect
    .poll(async () => {
      const { items } = await api.get(`/api/workspaces/${workspace.id}/runs`);
      return items.find(({ id }) => id === run)?.metrics.loss?.count ?? 0;
    })
    .toBeGreaterThan(20);
  await watchNotice(page, 'atelier-experiments');

  const killed = await api.serverPid();
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => api.supervisor().then(({ pid }) => pid ?? killed)).not.toBe(killed);
  await ended;
  expect(await outputText(page)).toContain('notebook went on to the end');
  await expect.poll(() => api.get(path).then(({ status }) => status)).toBe('finished');
  const { series } = await api.get(`${path}/history?key=loss&maximumPoints=10000`);
  expect(series[0].steps).toEqual(Array.from({ length: STEPS }, (_, step) => step));

  expect(await page.evaluate(() => window.saidByNotice)).toContain(
    'The Atelier server is starting…'
  );
  await expect(panel.item('long training')).toContainText('Finished');
  await expect(panel.root.locator('.atl-State[role=alert]')).toHaveCount(0);
  await look(page, 'notebook-after-kill', '#atelier-experiments');
});

/** Kills each server as soon as it runs, until it is left alone. */
async function killUntilGivenUp(api: StudioApi): Promise<void> {
  const killed = new Set<number>();
  await expect
    .poll(
      async () => {
        const { state, pid } = await api.supervisor();
        if (pid && !killed.has(pid)) {
          killed.add(pid);
          process.kill(pid, 'SIGKILL');
        }
        return state;
      },
      { timeout: 60_000, intervals: [100] }
    )
    .toBe('failed');
}

test('a server that keeps dying is left alone until it is restarted from a panel', async ({
  page,
  api,
  workspace
}) => {
  await api.createDataset(workspace.id, 'diabetes', 'a,b\n1,2\n');
  const panel = await new Panel(page, 'datasets').open();
  await expect(panel.item('diabetes')).toBeVisible();
  await killUntilGivenUp(api);
  await expect(panel.root.getByRole('alert')).toContainText('Notebooks go on working');
  await expect(panel.item('diabetes')).toBeHidden();
  await look(page, 'panel-server-down', '#atelier-datasets');
  await panel.root.getByRole('button', { name: 'Restart the server' }).click();
  await expect(panel.item('diabetes')).toBeVisible();
  expect((await api.supervisor()).state).toBe('running');
  await expect.poll(() => panel.isFull()).toBe(true);
});

test('a server that hangs is told of in panels and on pages, and all goes on once it answers', async ({
  page,
  api,
  workspace
}) => {
  await api.createDataset(workspace.id, 'diabetes', 'a,b\n1,2\n');
  const panel = await new Panel(page, 'datasets').open();
  await panel.openItem('diabetes');
  const dataset = assetPage(page, 'diabetes');
  await expect(dataset).toBeVisible();
  const pid = await api.serverPid();
  process.kill(pid, 'SIGSTOP');
  const notice = page.getByText('What this page shows may be old.');
  try {
    const alert = panel.root.getByRole('alert');
    await expect(alert).toContainText('does not answer', { timeout: 60_000 });
    await expect(notice).toBeVisible();
    await expect(panel.item('diabetes')).toBeVisible();
    await look(page, 'server-hangs', '#atelier-datasets');
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expect(notice).toBeHidden();
  await expect(panel.root.getByRole('alert')).toBeHidden();
  await api.createDataset(workspace.id, 'hearts', 'a,b\n1,2\n');
  await expect(panel.item('hearts')).toBeVisible();
  expect(await api.serverPid()).toBe(pid);
});

test('where Jupyter is away a panel offers nothing that needs it, and finds it again', async ({
  page,
  api,
  workspace
}) => {
  await api.createDataset(workspace.id, 'diabetes', 'a,b\n1,2\n');
  const panel = await new Panel(page, 'datasets').open();
  await expect(panel.item('diabetes')).toBeVisible();
  await page.context().setOffline(true);
  await panel.search('Search datasets').fill('diab');
  const alert = panel.root.getByRole('alert').filter({ hasText: 'Jupyter itself' });
  await expect(alert).toContainText('Until it is back no cell runs');
  await expect(alert.getByRole('button', { name: 'Restart the server' })).toHaveCount(0);
  await picture(page, 'jupyter-away');
  await page.context().setOffline(false);
  await alert.getByRole('button', { name: 'Look again' }).click();
  await expect(alert).toBeHidden();
  await expect(panel.item('diabetes')).toBeVisible();
});

test('what a killed process has left is told in the status bar and sent from there', async ({
  page,
  api,
  workspace
}) => {
  const run = 'e'.repeat(24) + Date.now().toString(16).slice(-8);
  // a process of this machine before it was started the last time
  const owner = { pid: 1, start: '0', place: `${hostname()} another-boot 0` };
  const lines = [
    { journal: 1, run, source: '7'.repeat(32), workspace: workspace.id, server: null, owner },
    { at: 1, type: 'start', experiment: 'left behind', name: 'left behind' },
    ...Array.from({ length: 1_500 }, (_, step) => ({
      at: 2,
      type: 'metric',
      key: 'loss',
      step,
      value: 1 / (step + 1)
    }))
  ];
  const folder = join(studioFolders.data, 'journal');
  mkdirSync(folder, { recursive: true });
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(join(folder, `${run}.${'7'.repeat(32)}.jsonl`), text);

  const item = page.getByRole('button', { name: '1,501 unsynced' });
  await expect(item).toBeVisible();
  await look(page, 'unsynced', '.atl-StatusButton.atl-mod-notable');
  await item.click();
  const dialog = page.getByRole('dialog', { name: 'Not on the server yet' });
  await expect(dialog.getByText(run)).toBeVisible();
  await look(page, 'unsynced-dialog', '.atl-Dialog');
  await dialog.getByRole('button', { name: 'Send now' }).click();
  await expect
    .poll(async () => {
      const { items } = await api.get(`/api/workspaces/${workspace.id}/runs`);
      return items.find(({ id }) => id === run)?.metrics.loss?.count ?? 0;
    })
    .toBe(1_500);
  await expect(item).toBeHidden();
});
