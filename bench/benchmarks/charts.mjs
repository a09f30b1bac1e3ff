import { randomUUID } from 'node:crypto';
import { startAtelier } from '../harness/atelier.mjs';
import { inFreshPage, launchBrowser } from '../harness/browser.mjs';
import { startChartsSite } from '../harness/charts-site.mjs';
import { startJupyterLab } from '../harness/jupyter.mjs';
import { followChart, openCharts, openComparison, restored } from '../programs/browser-page.mjs';

export const versionsOf = [];

const OURS = 'Atelier';
const newId = () => randomUUID().replaceAll('-', '');
const AS_IT_IS = { kind: 'ema', weight: 0 };

/** The charts alone, their points being in the browser already. */
async function measurePainting({ browser, figures, rounds }) {
  const site = await startChartsSite();
  const cases = {
    'paint 200 runs × 10 metrics × 200 points': { runs: 200, metrics: 10, points: 200 },
    'paint 200 runs × 10 metrics × 500 points': { runs: 200, metrics: 10, points: 500 },
    'paint 200 runs × 10 metrics × 200 points, smoothed': {
      runs: 200,
      metrics: 10,
      points: 200,
      smoothing: { kind: 'gaussian', weight: 0.9 }
    },
    'paint one series of 1,000,000 points': { runs: 1, metrics: 1, points: 1_000_000 }
  };
  try {
    await inFreshPage(browser, site.url, async page => {
      await page.waitForFunction(() => globalThis.paintCharts);
      // the first painting loads code too
      await page.evaluate(each => globalThis.paintCharts(each), {
        ...cases['paint 200 runs × 10 metrics × 200 points'],
        smoothing: AS_IT_IS
      });
      for (let round = 0; round < rounds; round++) {
        for (const [name, each] of Object.entries(cases)) {
          const took = await page.evaluate(one => globalThis.paintCharts(one), {
            smoothing: AS_IT_IS,
            ...each
          });
          figures.add(name, 'ms', 'lower', OURS, took);
        }
      }
    });
  } finally {
    site.stop();
  }
}

/** A run that logs through its journal, and numbers its entries. */
function openJournal(server, run) {
  const source = newId();
  let seq = 0;
  return entries =>
    server.call({
      method: 'POST',
      path: `/api/workspaces/~/runs/${run}/journal`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        source,
        entries: entries.map(entry => ({ seq: (seq += 1), at: Date.now(), ...entry }))
      })
    });
}

const BATCH = 10_000;

const COMPARED = 200;
const METRICS = Array.from({ length: 10 }, (_, index) => `metric_${index}`);
const STEPS = 200;

/** @returns ids of runs with curves of their own */
async function logCompared(server) {
  const runs = Array.from({ length: COMPARED }, newId);
  for (const [index, run] of runs.entries()) {
    await openJournal(
      server,
      run
    )([
      { type: 'start', experiment: 'charts', name: `compared ${index}` },
      { type: 'param', key: 'seed', value: String(index) },
      ...METRICS.flatMap((key, metric) =>
        Array.from({ length: STEPS }, (_, step) => ({
          type: 'metric',
          key,
          step,
          value: Math.exp(-step / (20 + index)) + metric + Math.sin(step + index) * 0.02
        }))
      ),
      { type: 'end', status: 'finished' }
    ]);
  }
  return runs;
}

/**
 * From a point's being sent to its being painted, and the pages of a long run and of a comparison
 * until their charts are.
 */
async function measurePages({ browser, figures, rounds, points }) {
  const server = await startAtelier();
  let lab;
  try {
    const long = newId();
    const logLong = openJournal(server, long);
    await logLong([{ type: 'start', experiment: 'charts', name: 'long' }]);
    for (let from = 0; from < points; from += BATCH) {
      await logLong(
        Array.from({ length: BATCH }, (_, index) => ({
          type: 'metric',
          key: 'loss',
          step: from + index,
          value: Math.exp((-3 * (from + index)) / points) + Math.sin(from + index) * 0.05
        }))
      );
    }
    const live = newId();
    const log = openJournal(server, live);
    await log([
      { type: 'start', experiment: 'charts', name: 'live' },
      { type: 'metric', key: 'loss', step: 0, value: 1 },
      { type: 'metric', key: 'loss', step: 1, value: 1 }
    ]);
    const compared = await logCompared(server);
    lab = await startJupyterLab({ data: server.data });
    await inFreshPage(browser, lab.url, async page => {
      await page.evaluate(restored);
      const opened = await page.evaluate(openCharts, { run: long, name: 'long' });
      const what = `charts of a run of ${points.toLocaleString('en')} points opened`;
      figures.add(what, 'ms', 'lower', OURS, opened);
      // the first one loads code too
      for (const how of ['first', ...Array(rounds).fill('again')]) {
        const comparison = `comparison of ${COMPARED} runs × ${METRICS.length} metrics opened, ${how}`;
        const painted = await page.evaluate(openComparison, { runs: compared });
        figures.add(comparison, 'ms', 'lower', OURS, painted);
      }
      await page.evaluate(openCharts, { run: live, name: 'live' });
      for (let step = 2; step < 2 + rounds * 10; step++) {
        const value = step + 0.5;
        const painted = page.evaluate(followChart, { name: 'live', value });
        const sent = Date.now();
        await log([{ type: 'metric', key: 'loss', step, value }]);
        figures.add('point sent until painted', 'ms', 'lower', OURS, (await painted) - sent);
      }
    });
  } finally {
    await lab?.stop();
    await server.stop();
  }
}

/** How soon charts show what is logged, and how long many and long lines take to paint. */
export async function measure({ figures, say, quick }) {
  const rounds = quick ? 1 : 5;
  const browser = await launchBrowser();
  try {
    say('  charts alone');
    await measurePainting({ browser, figures, rounds });
    say('  pages of runs');
    await measurePages({ browser, figures, rounds, points: quick ? 100_000 : 1_000_000 });
  } finally {
    await browser.close();
  }
}
