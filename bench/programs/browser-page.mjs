/**
 * Functions that run inside JupyterLab's page. Each is handed over as its text, so it may use
 * nothing but its arguments and the page.
 */

/** Waits until JupyterLab has restored its layout. @returns ms since the page was asked for */
export async function restored() {
  while (!globalThis.jupyterapp) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  await globalThis.jupyterapp.restored;
  return performance.now();
}

/**
 * Opens the side panel of an area from the file browser.
 *
 * @returns `took`, ms until its list, or the words that it is empty, have been painted; `rows`,
 *   how many of the list's rows are in the page
 */
export async function openPanel(area) {
  const { commands } = globalThis.jupyterapp;
  const frame = () => new Promise(resolve => globalThis.requestAnimationFrame(resolve));
  await commands.execute('filebrowser:activate');
  await frame();
  await frame();

  const begun = performance.now();
  await commands.execute(`${area}:open-panel`);
  for (;;) {
    const panel = globalThis.document.getElementById(`atelier-${area}`);
    const error = panel?.querySelector('.atl-State.atl-mod-error');
    if (error) {
      throw new Error(`The panel shows an error: ${error.textContent}`);
    }
    const busy = panel?.querySelector('[aria-busy="true"], .atl-Spinner');
    const content = panel?.querySelector('[role="option"], [role="row"], .atl-State');
    if (!busy && content?.checkVisibility()) {
      break;
    }
    if (performance.now() - begun > 60_000) {
      throw new Error('The panel shows no list after 60 s.');
    }
    await frame();
  }
  await frame(); // what the last look found has been painted when the next frame begins
  const took = performance.now() - begun;
  const panel = globalThis.document.getElementById(`atelier-${area}`);
  return { took, rows: panel.querySelectorAll('[role="option"]').length };
}

/**
 * Opens the charts of a run.
 *
 * @returns ms until they have been painted
 */
export async function openCharts({ run, name }) {
  const { commands } = globalThis.jupyterapp;
  const frame = () => new Promise(resolve => globalThis.requestAnimationFrame(resolve));
  const begun = performance.now();
  await commands.execute('experiments:open-run', { id: run, name, workspace: '~' });
  for (;;) {
    const page = globalThis.document.querySelector(`.atl-Page[aria-label="${name}"]`);
    const tab = [...(page?.querySelectorAll('[role="tab"]') ?? [])][1];
    if (tab?.getAttribute('aria-selected') === 'false') {
      tab.click();
    }
    if (page?.querySelector('.u-wrap > canvas')) {
      break;
    }
    if (performance.now() - begun > 60_000) {
      throw new Error('The page shows no chart after 60 s.');
    }
    await frame();
  }
  await frame();
  return performance.now() - begun;
}

/**
 * Opens the comparison of runs.
 *
 * @returns ms until the first charts have been painted with all their curves
 */
export async function openComparison({ runs }) {
  const { commands } = globalThis.jupyterapp;
  const frame = () => new Promise(resolve => globalThis.requestAnimationFrame(resolve));
  const charts = '.jp-MainAreaWidget:not(.lm-mod-hidden) .atl-Page .u-wrap > canvas';
  const begun = performance.now();
  const opened = commands.execute('experiments:compare-runs', { runs, workspace: '~' });
  await frame();
  while (!globalThis.document.querySelector(charts)) {
    if (performance.now() - begun > 60_000) {
      throw new Error('The comparison shows no chart after 60 s.');
    }
    await frame();
  }
  await frame();
  const took = performance.now() - begun;
  await opened;
  await commands.execute('application:close');
  return took;
}

/**
 * Waits until the only chart of a run's page has drawn a value as its last.
 *
 * @returns when it had been painted, in ms since 1970
 */
export async function followChart({ name, value }) {
  const frame = () => new Promise(resolve => globalThis.requestAnimationFrame(resolve));
  const begun = performance.now();
  const page = globalThis.document.querySelector(`.atl-Page[aria-label="${name}"]`);
  const wanted = value.toLocaleString(undefined, { maximumSignificantDigits: 5 });
  while (page.querySelector('.atl-Experiments-figures b')?.textContent !== wanted) {
    if (performance.now() - begun > 60_000) {
      throw new Error('The chart does not show the value after 60 s.');
    }
    await frame();
  }
  await frame(); // what was drawn in that frame has been painted when the next one begins
  return Date.now();
}
