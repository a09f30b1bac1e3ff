import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inRepository } from './places.mjs';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];

/** Chromium without a window, driven by the Playwright of the browser tests. */
export async function launchBrowser() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error('Chromium is missing: install it, or name it in CHROMIUM.');
  }
  const manifest = inRepository('ui-tests/package.json');
  let playwright;
  try {
    playwright = createRequire(manifest)('playwright-core');
  } catch (cause) {
    throw new Error('Playwright is missing: run `npm ci` in ui-tests.', { cause });
  }
  return playwright.chromium.launch({ executablePath, args: FLAGS });
}

/** A page in a browser profile of its own, so that nothing is cached. */
export async function inFreshPage(browser, url, work) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(url, { waitUntil: 'commit' });
    return await work(page);
  } finally {
    await context.close();
  }
}
