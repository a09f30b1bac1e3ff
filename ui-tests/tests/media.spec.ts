import { execute, expect, test } from '../fixtures/studio';
import type { StudioApi } from '../fixtures/studio';
import { look } from '../pages/look';
import { assetPage } from '../pages/panel';

const PAGE = '.atl-Page';
const STEPS = [0, 10, 20, 30];
const NAMES = ['narrow', 'wide', 'deep', 'late'];

const idOf = (n: number) => String(n).padStart(8, '0') + Date.now().toString(16).padStart(24, '0');

/** A field of dots that comes into order as training goes on. */
function picture(run: number, step: number): string {
  const disorder = 14 / (1 + step / (4 + 4 * run));
  const dots = Array.from({ length: 96 }, (_, n) => {
    const noise = (seed: number) => Math.sin((n + 1) * seed + run) * disorder;
    const [x, y] = [(n % 12) * 13 + 9 + noise(12.9), Math.floor(n / 12) * 14 + 11 + noise(78.2)];
    const hue = (n % 12) * 25 + run * 20;
    return `<circle cx="${x}" cy="${y}" r="4.5" fill="hsl(${hue} 65% 52%)"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120"><rect width="160" height="120" fill="#10131a"/>${dots.join('')}</svg>`;
}

const bins = Array.from({ length: 25 }, (_, n) => -3 + n / 4);
const weights = (run: number, step: number) => ({
  edges: bins,
  counts: bins
    .slice(1)
    .map(edge => Math.round(90 * Math.exp(-((edge - run / 4) ** 2) / (0.3 + step / 20))))
});

async function createRun(api: StudioApi, workspace: string, n: number): Promise<string> {
  const run = idOf(n);
  const at = Date.now() - 60_000 + n;
  const steps = NAMES[n] === 'late' ? STEPS.slice(2) : STEPS;
  const artifacts = [];
  for (const step of steps) {
    artifacts.push({
      path: `samples/dots-${step}.svg`,
      mediaType: 'image/svg+xml',
      step,
      ...(await api.upload(Buffer.from(picture(n, step))))
    });
    artifacts.push({
      path: `weights/first-layer-${step}.json`,
      mediaType: 'application/vnd.atelier.histogram+json',
      step,
      ...(await api.upload(Buffer.from(JSON.stringify(weights(n, step)))))
    });
  }
  const entries = [
    { type: 'start', experiment: 'dots', name: NAMES[n] },
    ...artifacts.map(artifact => ({ type: 'artifact', ...artifact })),
    { type: 'end', status: 'finished' }
  ];
  await api.post(`/api/workspaces/${workspace}/runs/${run}/journal`, {
    source: '0'.repeat(31) + '7',
    entries: entries.map((entry, i) => ({ seq: i + 1, at: at + i, ...entry }))
  });
  return run;
}

test('pictures and histograms of several runs stand side by side, step by step', async ({
  page,
  api,
  workspace
}) => {
  const runs: string[] = [];
  for (let n = 0; n < NAMES.length; n++) {
    runs.push(await createRun(api, workspace.id, n));
  }
  await execute(page, 'experiments:compare-runs', { runs, workspace: workspace.id });
  const comparison = assetPage(page, `${runs.length} runs compared`);
  await comparison.getByRole('tab', { name: 'Media' }).click();
  const samples = comparison.getByRole('region', { name: 'samples/dots-#.svg' });
  const weightsRow = comparison.getByRole('region', { name: 'weights/first-layer-#.json' });
  await expect(samples.getByRole('img')).toHaveCount(4);
  await expect(weightsRow.getByRole('img')).toHaveCount(4);
  const drawn = () =>
    samples
      .getByRole('img')
      .evaluateAll(images => images.every(image => (image as HTMLImageElement).naturalWidth > 0));
  await expect.poll(drawn).toBe(true);
  await look(page, 'compare-media', PAGE);

  const enlarge = samples.getByRole('button', { name: /dots.* of narrow$/ });
  await enlarge.focus();
  for (const step of [20, 10]) {
    await page.keyboard.press('ArrowLeft');
    await expect(enlarge.locator('..')).toContainText(`step ${step}`);
  }
  await expect(samples.getByText('from step 20')).toBeVisible();
  await look(page, 'compare-media-step', PAGE);

  await page.keyboard.press('Enter');
  const large = page.getByRole('dialog', { name: 'samples/dots-#.svg' });
  await expect(large.getByRole('img')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(large.getByText('run 2 of 4')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(large.getByText('step 20 (3 of 4)')).toBeVisible();
  await look(page, 'compare-media-large', '.atl-Dialog');
  await page.keyboard.press('Escape');
  await expect(large).toBeHidden();
  await expect(samples.getByText('from step 20')).toBeHidden();

  await page.reload({ waitForIsReady: false });
  await expect(comparison.getByRole('slider', { name: 'Step' })).toHaveAttribute(
    'aria-valuetext',
    'step 20'
  );
  await page.setViewportSize({ width: 760, height: 900 });
  await look(page, 'compare-media-narrow', PAGE);
});
