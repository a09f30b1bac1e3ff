import { defineConfig } from '@playwright/test';
import { studioEnvironment, STUDIO_URL } from './fixtures/environment';

const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage'
];

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results/artifacts',
  workers: 1,
  fullyParallel: false,
  retries: process.env.CI ? 1 : 0,
  reportSlowTests: null,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['junit', { outputFile: './test-results/junit.xml' }]],
  use: {
    baseURL: STUDIO_URL,
    viewport: { width: 1440, height: 900 },
    video: 'off', // Playwright's own ffmpeg is a download that is not needed for anything else
    trace: 'on-first-retry', // to record every test costs a third of the time
    screenshot: 'only-on-failure',
    actionTimeout: 30_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: CHROMIUM_FLAGS
    }
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
  webServer: {
    command: 'jupyter lab --config fixtures/jupyter_server_config.py',
    url: `${STUDIO_URL}/lab`,
    env: studioEnvironment,
    timeout: 120_000,
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'ignore',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 }
  }
});
