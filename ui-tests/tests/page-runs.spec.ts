import type * as Sdk from '@atelier-ml/sdk/browser';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '../fixtures/studio';

declare global {
  interface Window {
    Sdk: typeof Sdk;
    tracker: Sdk.PageTracker;
    run: Sdk.PageRun<'loss'>;
  }
}

const root = join(__dirname, '../..');

/** The SDK's entry for pages as one script. */
const bundle = () =>
  execFileSync(process.execPath, [
    join(root, 'node_modules/esbuild/bin/esbuild'),
    join(root, 'kernel/sdk/lib/browser/index.js'),
    ...['--bundle', '--platform=browser', '--format=iife', '--global-name=Sdk']
  ]).toString();

test('a page logs a run, goes on without the server, and the next page sends the rest', async ({
  page,
  api,
  workspace
}) => {
  // galata's page waits for a launcher when it is loaded again
  const [tab] = page.context().pages();
  const openTracker = async () => {
    await tab.addScriptTag({ content: bundle() });
    await tab.evaluate(id => {
      window.tracker = window.Sdk.createPageTracker({ url: '/atelier', workspace: id });
    }, workspace.id);
  };
  await openTracker();
  const run = await tab.evaluate(async () => {
    window.run = window.tracker.startRun({
      experiment: 'in a page',
      metrics: { loss: { goal: 'minimize' } },
      params: { rate: 0.1 }
    });
    for (let step = 0; step < 500; step++) {
      window.run.log({ loss: 1 / (step + 1) });
    }
    await window.run.flush();
    return window.run.id;
  });
  const steps = async () => {
    const path = `/api/workspaces/${workspace.id}/runs/${run}`;
    const { series } = await api.get(`${path}/history?key=loss&maximumPoints=10000`);
    return series[0].steps;
  };
  const upTo = (count: number) => Array.from({ length: count }, (_, step) => step);
  expect(await steps()).toEqual(upTo(500));

  await tab.route('**/runs/*/journal', route => route.abort());
  const unsynced = await tab.evaluate(async () => {
    for (let step = 500; step < 600; step++) {
      window.run.log({ loss: 1 / (step + 1) });
    }
    await window.run.flush(200);
    return window.tracker.unsynced();
  });
  expect(unsynced).toBe(100);
  expect(await steps()).toEqual(upTo(500));

  await tab.reload();
  await tab.unroute('**/runs/*/journal');
  await openTracker();
  await tab.evaluate(() => window.tracker.recovered);
  expect(await steps()).toEqual(upTo(600));
  const { status } = await api.get(`/api/workspaces/${workspace.id}/runs/${run}`);
  expect(status).toBe('killed');
});
