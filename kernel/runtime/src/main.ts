import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';

import { readConfig } from './config.ts';
import type { KernelConfig } from './config.ts';

/** The kernel process: `main.cjs -f CONNECTION_FILE [--engine native|tslab] [--types strict|warn|off] [--memory MB]`. */
const PARENT_CHECK_MS = 1000;
const log = (message: string) => void process.stderr.write(`kernel: ${message}\n`);

function configured(): KernelConfig {
  try {
    return readConfig(process.argv.slice(2), process.env);
  } catch (error) {
    log((error as Error).message);
    process.exit(2);
  }
}

/** Jupyter names the process that the kernel belongs to: without it the kernel has nobody to work for. */
function endWithParent(parentPid: number | undefined, end: () => void): void {
  if (parentPid === undefined || process.ppid !== parentPid) return;
  setInterval(() => process.ppid !== parentPid && end(), PARENT_CHECK_MS).unref();
}

async function main(): Promise<void> {
  const config = configured();
  module.enableCompileCache(config.cacheFolder); // before anything large is loaded
  const { createAtelierKernel } = await import('./atelier-kernel.ts');
  const connection = fs.readFileSync(config.connectionFile, 'utf8');
  const kernel = createAtelierKernel({
    config,
    connection,
    distribution: path.resolve(import.meta.dirname),
    folder: process.cwd(),
    log,
    onShutdown: () => process.exit(0)
  });
  const end = () => void kernel.stop().finally(() => process.exit(0));
  process.on('SIGINT', () => kernel.interrupt());
  process.on('SIGTERM', end);
  process.on('uncaughtException', error => log(error.stack ?? error.message));
  process.on('unhandledRejection', error => log(String((error as Error).stack ?? error)));
  endWithParent(config.parentPid, end);
  await kernel.start();
}

main().catch((error: unknown) => {
  log(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
