import { execute, expect, studioFolders, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { look } from '../pages/look';
import { createNotebook, runAll } from '../pages/notebook';
import { assetPage } from '../pages/panel';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = '.atl-Page';
const RUNS = 18;
const STEPS = 40;
const MODELS = ['forest', 'linear', 'boosting'];

const idOf = (n: number) => String(n).padStart(8, '0') + Date.now().toString(16).padStart(24, '0');
/** Between 0 and 1, the same for the same n. */
const noise = (n: number) => Math.abs(Math.sin(n * 12.9898) * 43758.5453) % 1;

/** One of a search over three kinds of models, in two experiments; it keeps an ROC curve. */
async function createTrial(api: StudioApi, workspace: string, n: number): Promise<string> {
  const run = idOf(n);
  const kind = n % MODELS.length;
  const depth = 2 + (n % 6);
  const rate = 10 ** (-3 + 2 * noise(n));
  const quality = 0.62 + 0.09 * kind + 0.02 * depth - 0.05 * Math.abs(Math.log10(rate) + 2);
  const bend = (x: number) => x ** (1 - quality);
  const rates = Array.from({ length: 21 }, (_, i) => i / 20);
  const curve = { label: 'pos', falsePositiveRate: rates, truePositiveRate: rates.map(bend) };
  const roc = { curves: [{ ...curve, thresholds: rates.map(x => 1 - x), auc: quality }] };
  const kept = await api.upload(Buffer.from(JSON.stringify(roc)));
  const at = Date.now() - 100_000 + n;
  const source = `// fitted with depth ${depth}\nfit('${MODELS[kind]}', { depth: ${depth} });`;
  const entries = [
    { type: 'start', experiment: n % 2 ? 'search' : 'baseline', name: `${MODELS[kind]} ${n}` },
    { type: 'param', key: 'model', value: MODELS[kind] },
    { type: 'param', key: 'depth', value: String(depth) },
    { type: 'param', key: 'rate', value: rate.toPrecision(3) },
    { type: 'metric-definition', key: 'auc', goal: 'maximize' },
    {
      type: 'cell',
      cell: { cellId: 'fit', executionCount: n, source, sourceHash: 'a'.repeat(64), at }
    },
    ...Array.from({ length: STEPS }, (_, step) => [
      {
        type: 'metric',
        key: 'auc',
        step,
        value: quality * (1 - 0.4 * Math.exp(-step / 8)) + 0.01 * noise(n * STEPS + step)
      },
      { type: 'metric', key: 'loss', step, value: (1 - quality) * (1 + 3 * Math.exp(-step / 6)) }
    ]).flat(),
    {
      type: 'artifact',
      path: 'roc.json',
      mediaType: 'application/vnd.atelier.roc-curve+json',
      ...kept
    },
    { type: 'end', status: 'finished' }
  ];
  await api.post(`/api/workspaces/${workspace}/runs/${run}/journal`, {
    source: '0'.repeat(31) + '9',
    entries: entries.map((entry, i) => ({ seq: i + 1, at: at + i, ...entry }))
  });
  return run;
}

test('runs of two experiments are compared in every way, and live on in a cell', async ({
  page,
  api,
  workspace
}) => {
  test.setTimeout(240_000);
  const runs: string[] = [];
  for (let n = 0; n < RUNS; n++) {
    runs.push(await createTrial(api, workspace.id, n));
  }
  await execute(page, 'experiments:compare-runs', { runs, workspace: workspace.id });
  const comparison = assetPage(page, `${RUNS} runs compared`);
  const show = (tab: string) => comparison.getByRole('tab', { name: tab, exact: true }).click();
  await expect(comparison.getByText('2 experiments')).toBeVisible();
  await expect(comparison.locator('.uplot canvas').first()).toBeVisible();
  await look(page, 'compare-curves', PAGE);

  await comparison.getByRole('button', { name: /^Group by/ }).click();
  await page.getByRole('checkbox', { name: 'model' }).check();
  await page.keyboard.press('Escape');
  await expect(comparison.getByRole('button', { name: /^model=forest/ })).toBeVisible();
  await look(page, 'compare-groups', PAGE);

  await show('Code');
  await expect(comparison.getByText(/fitted with depth/).first()).toBeVisible();
  await look(page, 'compare-code', PAGE);
  for (const tab of ['Parallel coordinates', 'Scatter', 'Contour', 'Bars', 'Importance']) {
    await show(tab);
    await expect(comparison.getByRole('figure').first()).toBeVisible();
    await look(page, `compare-${tab.split(' ')[0].toLowerCase()}`, PAGE);
  }
  await show('Evaluation');
  await expect(comparison.getByRole('figure').first()).toBeVisible();
  await look(page, 'compare-evaluation', PAGE);

  await show('Curves');
  const folder = `compared-${Date.now()}`;
  mkdirSync(join(studioFolders.notebooks, folder), { recursive: true });
  await createNotebook(page, folder, '1 + 1');
  await page.getByRole('tab', { name: /^Compare/ }).click();
  await comparison.getByRole('button', { name: 'Insert as live cell' }).click();
  const notebook = page.locator('.jp-Notebook');
  await expect(notebook.locator('.jp-CodeCell')).toHaveCount(2);
  await page.getByRole('tab', { name: /ipynb/ }).click();
  await runAll(page);
  const card = notebook.getByText('Open comparison');
  await card.scrollIntoViewIfNeeded();
  await card.click({ trial: true });
  const live = notebook.locator('.jp-OutputArea-output .uplot canvas');
  await page.mouse.wheel(0, 400);
  await expect(live.first()).toBeVisible();
  await look(page, 'compare-live-cell', '.jp-Notebook .jp-OutputArea-output [class^=atl]');

  await page.setViewportSize({ width: 760, height: 900 });
  await page.getByRole('tab', { name: /^Compare/ }).click();
  await look(page, 'compare-narrow', PAGE);
});
