/**
 * The charts alone in a page, without JupyterLab around: bundled by the benchmark, which calls
 * `paintCharts` in the browser.
 */
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { ChartSettings, MetricCharts } from '../../extensions/experiments/src/charts/index.ts';

const frame = () => new Promise(resolve => globalThis.requestAnimationFrame(resolve));

function inventSources({ runs, metrics, points }) {
  const steps = Array.from({ length: points }, (_, step) => step);
  return Array.from({ length: runs }, (_, run) => ({
    id: `run ${run}`,
    label: `run ${run}`,
    colour: run,
    startedAt: 0,
    metrics: new Map(
      Array.from({ length: metrics }, (_, metric) => {
        const key = `metric ${metric}`;
        const values = steps.map(
          step =>
            Math.exp((-3 * step) / points) * (1 + run / runs) + Math.sin(step * 12.9898) * 0.03
        );
        const times = steps.map(step => step * 1_000 + run);
        return [key, { key, steps: [...steps], values, times, count: points }];
      })
    )
  }));
}

/** @returns ms until every chart of so many metrics has been painted, its points being there */
globalThis.paintCharts = async ({ runs, metrics, points, smoothing }) => {
  const { document, performance } = globalThis;
  const sources = inventSources({ runs, metrics, points });
  const settings = new ChartSettings({ read: () => null, write: () => undefined });
  settings.set({ smoothing });
  const node = document.createElement('div');
  node.className = 'atl-Root';
  document.body.replaceChildren(node);
  const root = createRoot(node);
  await frame();
  const begun = performance.now();
  root.render(createElement(MetricCharts, { sources, settings }));
  while (document.querySelectorAll('.u-wrap > canvas').length < metrics) {
    await frame();
  }
  await frame(); // what was drawn in the last frame has been painted when the next one begins
  const took = performance.now() - begun;
  root.unmount();
  return took;
};
