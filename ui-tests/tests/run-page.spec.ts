import { expect, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look } from '../pages/look';
import { RunPage } from '../pages/run-page';

const PAGE = '.atl-Page';
const STEPS = 60;
const START = Date.now() - 600_000;
const source = '0'.repeat(31) + '7';
const idOf = (n: number) => String(n).padStart(8, '0') + Date.now().toString(16).padStart(24, '0');

/** Logs further entries of a run, numbered on from those before. */
function journalOf(api: StudioApi, workspace: string, run: string) {
  let seq = 0;
  return (...entries: object[]) =>
    api.post(`/api/workspaces/${workspace}/runs/${run}/journal`, {
      source,
      entries: entries.map(entry => ({ seq: (seq += 1), at: START + seq, ...entry }))
    });
}

const metric = (key: string, step: number, value: number | string) => ({
  type: 'metric',
  key,
  step,
  value,
  at: START + step * 1_000
});

const DIFF =
  'diff --git a/train.ts b/train.ts\n@@ -1 +1 @@\n-const depth = 4;\n+const depth = 6;\n';

test('everything that is known of a run is on its page', async ({ page, api, workspace }) => {
  const run = idOf(1);
  const log = journalOf(api, workspace.id, run);
  const diff = await api.upload(Buffer.from(DIFF));
  const steps = Array.from({ length: STEPS }, (_, step) => step);
  await log(
    {
      type: 'start',
      experiment: 'diabetes',
      name: 'whole',
      notebook: 'tour.ipynb',
      tags: {
        stage: 'candidate',
        'mlflow.source.git.commit': 'abcdef1234',
        'mlflow.source.git.repoURL': 'https://example.org/a/b.git',
        'mlflow.source.git.dirty': 'true'
      },
      environment: { language: 'typescript', node: '24' }
    },
    { type: 'param', key: 'depth', value: '6' },
    { type: 'input', uri: 'atelier://default/datasets/diabetes:1' },
    { type: 'metric-definition', key: 'train/loss', unit: 'nats', goal: 'minimize' },
    ...[0, 30].map(step => ({
      type: 'cell',
      cell: {
        cellId: 'c1',
        executionCount: step + 1,
        source: `const from = ${step};`,
        sourceHash: 'a'.repeat(64),
        at: START + step * 1_000
      }
    })),
    ...steps.flatMap(step => [
      metric('train/loss', step, 1 / (step + 1)),
      metric('val/loss', step, step === 20 ? 'NaN' : 1.5 / (step + 1)),
      metric('system/cpu_utilization_percentage', step, 50 + (step % 7))
    ]),
    ...steps.map(step => ({ type: 'log', stream: 'stdout', text: `step ${step} of the run\n` })),
    { type: 'log', stream: 'stderr', text: 'a warning\n' },
    { type: 'artifact', path: '.atelier/git.diff', ...diff, mediaType: 'text/plain' },
    { type: 'end', status: 'failed', error: 'RangeError: loss is NaN\n  at cell 7' }
  );
  const runPage = await new RunPage(page, 'whole').open(run, workspace.id);
  await expect(runPage.root.getByRole('alert')).toContainText('RangeError: loss is NaN');
  await expect(runPage.root.getByRole('row', { name: /^train\/loss nats/ })).toBeVisible();
  await expectAccessible(page, PAGE);

  await runPage.root.getByRole('textbox', { name: /New tag/ }).fill('owner: ada');
  await page.keyboard.press('Enter');
  await expect(runPage.root.getByRole('button', { name: 'Remove the tag owner' })).toBeVisible();

  await runPage.show('Charts');
  const drawing = runPage.drawing('train/loss');
  await expect(drawing.locator('canvas').first()).toBeVisible();
  await expect(runPage.chart('val/loss')).toContainText('1 value is NaN or infinite');
  await drawing.focus();
  await page.keyboard.press('End');
  await expect(runPage.reading('train/loss')).toContainText(`Step ${STEPS - 1}`);
  await page.keyboard.press('+');
  const reset = runPage.chart('val/loss').getByRole('button', { name: 'Reset zoom' });
  await expect(reset, 'the other chart zooms along').toBeVisible();
  await look(page, 'page-run-charts', PAGE);
  await drawing.focus();
  await page.keyboard.press('Escape');
  await expect(reset).toBeHidden();

  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(runPage.root.getByText('const from = 0;')).toBeVisible();
  await expect(runPage.root.getByText('const from = 30;')).toBeHidden();
  await expect(runPage.root.getByText('+const depth = 6;')).toBeVisible();
  await expect(runPage.root.getByRole('link', { name: 'abcdef1234' })).toHaveAttribute(
    'href',
    'https://example.org/a/b/commit/abcdef1234'
  );
  await expectAccessible(page, PAGE);

  await runPage.show('Logs');
  await expect(runPage.line('a warning')).toBeVisible();
  await runPage.root.getByRole('searchbox', { name: 'Search the log' }).fill('step 17');
  await expect(runPage.root.getByText('1 hit')).toBeVisible();
  await expect(runPage.line('a warning')).toBeHidden();
  await expectAccessible(page, PAGE);

  await runPage.show('System');
  await expect(
    runPage.drawing('system/cpu_utilization_percentage').locator('canvas').first()
  ).toBeVisible();

  await runPage.show('Lineage');
  const graph = runPage.root.getByRole('list', { name: 'Lineage' });
  await expect(graph.getByRole('button', { name: /Notebook tour.ipynb.*to whole/ })).toBeVisible();
  await graph.getByRole('button', { name: /^Run whole/ }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(graph.locator('button:focus')).toHaveAccessibleName(/to whole$/);
  await look(page, 'page-run-lineage', PAGE);
});

test('models that MLflow’s client has logged are on the page of their run', async ({
  page,
  api,
  workspace
}) => {
  const { run } = await api.mlflow<{ run: { info: { run_id: string; experiment_id: string } } }>(
    workspace.id,
    'POST',
    'mlflow/runs/create',
    { run_name: 'fitted' }
  );
  const { experiment_id, run_id } = run.info;
  const { model } = await api.mlflow<{ model: { info: { model_id: string } } }>(
    workspace.id,
    'POST',
    'mlflow/logged-models',
    {
      experiment_id,
      name: 'classifier',
      model_type: 'sklearn',
      source_run_id: run_id,
      params: [{ key: 'penalty', value: 'l2' }]
    }
  );
  const { model_id } = model.info;
  const runPage = await new RunPage(page, 'fitted').open(run_id, workspace.id);
  const shown = runPage.root.getByRole('region', { name: 'classifier' });
  await expect(shown.getByText('being logged')).toBeVisible();

  await api.mlflow(
    workspace.id,
    'PUT',
    `mlflow-artifacts/artifacts/${experiment_id}/models/${model_id}/artifacts/MLmodel`,
    Buffer.from('flavors: {}\n')
  );
  await api.mlflow(workspace.id, 'POST', 'mlflow/runs/log-batch', {
    run_id,
    metrics: [{ key: 'auc', value: 0.83, timestamp: START, step: 0, model_id }]
  });
  await api.mlflow(workspace.id, 'PATCH', `mlflow/logged-models/${model_id}`, {
    status: 'LOGGED_MODEL_READY'
  });
  await api.mlflow(workspace.id, 'POST', 'mlflow/registered-models/create', { name: 'patients' });
  await api.mlflow(workspace.id, 'POST', 'mlflow/model-versions/create', {
    name: 'patients',
    source: `models:/${model_id}`,
    model_id
  });
  await expect(shown.getByText('ready')).toBeVisible();
  await expect(shown.getByRole('row', { name: 'auc 0.83' })).toBeVisible();
  await shown.getByText('Params').click();
  await expect(shown.getByRole('row', { name: 'penalty l2' })).toBeVisible();
  await shown.getByText('Files').click();
  await shown.getByRole('button', { name: 'MLmodel' }).scrollIntoViewIfNeeded();
  await look(page, 'page-run-models', PAGE);
  const download = page.waitForEvent('download');
  await shown.getByRole('button', { name: 'MLmodel' }).click();
  expect((await download).suggestedFilename()).toBe('MLmodel');
  await shown.getByRole('button', { name: /^patients 1/ }).click();
  await expect(page.getByRole('heading', { name: /patients/ }).first()).toBeVisible();
});

test('charts and log follow a run; a zoom stays, and settings outlive a reload', async ({
  page,
  api,
  workspace
}) => {
  const run = idOf(2);
  const log = journalOf(api, workspace.id, run);
  const points = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => metric('loss', from + n, 1 / (from + n + 1)));
  await log({ type: 'start', experiment: 'diabetes', name: 'followed' }, ...points(0, 20), {
    type: 'log',
    stream: 'stdout',
    text: 'first line\n'
  });
  const runPage = await new RunPage(page, 'followed').open(run, workspace.id);
  await runPage.show('Charts');
  const drawing = runPage.drawing('loss');
  await expect(drawing.locator('canvas').first()).toBeVisible();
  const box = (await drawing.locator('.u-over').boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 24, { steps: 4 });
  await page.mouse.up();
  const reset = runPage.chart('loss').getByRole('button', { name: 'Reset zoom' });
  await expect(reset).toBeVisible();
  await log(...points(20, 40));
  await drawing.focus();
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(runPage.reading('loss')).toContainText('Step 39', { timeout: 1_000 });
  }).toPass();
  await expect(reset, 'the zoom has stayed').toBeVisible();
  await drawing.locator('.u-over').dblclick();
  await expect(reset).toBeHidden();

  await runPage.root.getByRole('checkbox', { name: 'Log y' }).check();
  await runPage.show('Logs');
  await expect(runPage.line('first line')).toBeVisible();
  await log({ type: 'log', stream: 'stdout', text: 'a later line\n' });
  await expect(runPage.line('a later line')).toBeVisible();

  await page.reload({ waitForIsReady: false });
  await new RunPage(page, 'followed').open(run, workspace.id);
  await runPage.show('Charts');
  await expect(runPage.root.getByRole('checkbox', { name: 'Log y' })).toBeChecked();
});

test('the address that MLflow’s client prints opens the run', async ({ page, api, workspace }) => {
  const run = idOf(9);
  await api.createRun(workspace.id, run, 'printed', { name: 'printed by the client', values: [1] });
  const path = `/atelier/workspaces/${workspace.id}/mlflow/`;
  // galata's own way would wait for a launcher
  await page.evaluate(to => window.location.assign(to), `${path}#/experiments/1/runs/${run}`);
  await expect(
    page.locator(PAGE).getByRole('heading', { name: 'printed by the client' })
  ).toBeVisible();
});
