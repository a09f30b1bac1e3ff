import { expect, test } from '../fixtures/studio';
import { look } from '../pages/look';
import { createNotebook, outputText } from '../pages/notebook';
import { execute } from '../fixtures/studio';
import { Panel } from '../pages/panel';

const STEPS = 400;

const TRAINING = `
import { startRun } from '@atelier-ml/sdk';
const run = await startRun({ experiment: 'faults', name: 'killed server' });
console.log('run', run.id);
for (let step = 0; step < ${STEPS}; step++) {
  run.log({ loss: 1 / (step + 1) }, { step });
  await new Promise(next => setTimeout(next, 20));
}
await run.end();
console.log('notebook went on to the end');
`;

test('the server killed in mid-run loses and doubles nothing, and comes back by itself', async ({
  page,
  api,
  workspace
}) => {
  const panel = await new Panel(page, 'experiments').open();
  await createNotebook(page, TRAINING);
  await execute(page, 'notebook:run-all-cells');
  await expect.poll(() => outputText(page)).toContain('run ');
  const run = /run ([0-9a-f]{32})/.exec(await outputText(page))![1];
  await expect
    .poll(() =>
      api.get(`/api/workspaces/${workspace.id}/runs/${run}`).then(r => r.metrics.loss?.count ?? 0)
    )
    .toBeGreaterThan(20);

  const killed = await api.serverPid();
  process.kill(killed, 'SIGKILL');
  await expect(panel.root.getByText(/server/i).first()).toBeVisible();
  await look(page, 'panel-server-down');

  await expect
    .poll(
      () =>
        api.get('/api/health').then(
          ({ pid }) => pid !== killed,
          () => false
        ),
      { timeout: 60_000 }
    )
    .toBe(true);
  await expect.poll(() => outputText(page), { timeout: 60_000 }).toContain('notebook went on');
  await expect
    .poll(
      () => api.get(`/api/workspaces/${workspace.id}/runs/${run}`).then(({ status }) => status),
      { timeout: 60_000 }
    )
    .toBe('finished');
  const { series } = await api.get(
    `/api/workspaces/${workspace.id}/runs/${run}/history?key=loss&maximumPoints=10000`
  );
  expect(series[0].steps).toEqual(Array.from({ length: STEPS }, (_, step) => step));
});
