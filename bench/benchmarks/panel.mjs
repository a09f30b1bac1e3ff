import { createHash, randomUUID } from 'node:crypto';
import { startAtelier } from '../harness/atelier.mjs';
import { inFreshPage, launchBrowser } from '../harness/browser.mjs';
import { requestBytes } from '../harness/http.mjs';
import { startJupyterLab } from '../harness/jupyter.mjs';
import { drive } from '../harness/load.mjs';
import { openPanel, restored } from '../programs/browser-page.mjs';

export const versionsOf = [];

const AREAS = ['datasets', 'compute', 'experiments', 'models', 'endpoints'];
const DATASETS = 10_000;
const EXPERIMENTS = 100;
const newId = () => randomUUID().replaceAll('-', '');

/** Fills the active workspace: datasets of one small table, experiments of one finished run each. */
async function seed(server) {
  const csv = 'glucose,mass\n148,33.6\n85,26.6\n';
  const headers = server.headers;
  await server.call({
    method: 'POST',
    path: '/api/blobs',
    headers: { 'content-type': 'text/csv' },
    body: csv
  });
  const sha256 = createHash('sha256').update(csv).digest('hex');
  const post = (path, body) =>
    requestBytes({ method: 'POST', path: `/api/workspaces/~/${path}`, headers, body });
  const requests = Array.from({ length: DATASETS }, (_, index) => () => {
    const name = `measurements ${String(index).padStart(5, '0')}`;
    return post('datasets', { name, content: { sha256, filename: 'measurements.csv' } });
  });
  const at = Date.now();
  for (let index = 0; index < EXPERIMENTS; index++) {
    const steps = Array.from({ length: 20 }, (_, step) => ({
      seq: step + 2,
      at,
      type: 'metric',
      key: 'loss',
      value: 1 / (step + 1),
      step
    }));
    const entries = [
      { seq: 1, at, type: 'start', experiment: `experiment ${String(index).padStart(3, '0')}` },
      ...steps,
      { seq: steps.length + 2, at, type: 'end', status: 'finished' }
    ];
    requests.push(() => post(`runs/${newId()}/journal`, { source: newId(), entries }));
  }
  let next = 0;
  const { counts } = await drive({
    target: server.target,
    clients: 8,
    seconds: 600,
    requestOf: () => requests[next++]?.()
  });
  const sent = counts.reduce((sum, count) => sum + count, 0);
  if (sent !== requests.length) {
    throw new Error(`Only ${sent} of ${requests.length} things were stored within 10 minutes.`);
  }
}

const FILLED = ['datasets', 'experiments'];

async function measurePanels({ browser, url, what, figures, fill }) {
  await inFreshPage(browser, url, async page => {
    const loaded = await page.evaluate(restored);
    figures.add(`page load, ${what}`, 'ms', 'lower', 'Atelier', loaded);
    for (const time of ['first', 'again']) {
      for (const area of AREAS) {
        const { took, rows } = await page.evaluate(openPanel, area);
        if (rows > 0 !== Boolean(fill && FILLED.includes(area))) {
          throw new Error(`The panel of ${area} shows ${rows} rows (${what}).`);
        }
        figures.add(`${area} panel opened ${time}, ${what}`, 'ms', 'lower', 'Atelier', took);
      }
    }
  });
}

/** One JupyterLab with the studio on one data folder. */
async function measureStudio({ fill, what, browser, figures, rounds }) {
  const server = await startAtelier();
  let lab;
  try {
    if (fill) {
      await seed(server);
    }
    lab = await startJupyterLab({ data: server.data });
    for (let round = 0; round < rounds; round++) {
      await measurePanels({ browser, url: lab.url, what, figures, fill });
    }
  } finally {
    await lab?.stop();
    await server.stop();
  }
}

async function measureLabAlone({ browser, figures, rounds, what }) {
  const lab = await startJupyterLab();
  try {
    for (let round = 0; round < rounds; round++) {
      await inFreshPage(browser, lab.url, async page => {
        const loaded = await page.evaluate(restored);
        figures.add(`page load, ${what}`, 'ms', 'lower', 'JupyterLab alone', loaded);
      });
    }
  } finally {
    await lab.stop();
  }
}

/** The side panels in a browser, with nothing and with much in the workspace. */
export async function measure({ figures, say, quick, rivals }) {
  const rounds = quick ? 1 : 5;
  const browser = await launchBrowser();
  try {
    say('  an empty workspace');
    await measureStudio({ browser, figures, rounds, what: 'empty' });
    if (rivals) {
      say('  JupyterLab without the studio');
      await measureLabAlone({ browser, figures, rounds, what: 'empty' });
    }
    const what = `${DATASETS.toLocaleString('en')} datasets`;
    say(`  ${what} and ${EXPERIMENTS} experiments`);
    await measureStudio({ browser, figures, rounds, what, fill: true });
  } finally {
    await browser.close();
  }
}
