import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';

import { readConfig } from './config.ts';
import type { KernelConfig } from './config.ts';
import type { PreparedRunner } from './protocol/runner-process.ts';
import { waitAsSpare } from './spare.ts';

/** The kernel process: `main.cjs -f CONNECTION_FILE [--engine native|tslab] [--types strict|warn|off] [--memory MB]`, or `--spare SOCKET --token TOKEN`. */
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
  let config = configured();
  module.enableCompileCache(config.cacheFolder); // before anything large is loaded
  const { createAtelierKernel, prepareKernel } = await import('./atelier-kernel.ts');
  const distribution = path.resolve(import.meta.dirname);
  let preparedRunner: PreparedRunner | undefined;
  if (config.spare) {
    preparedRunner = await prepareKernel(config, distribution);
    const leave = () => process.exit(0);
    preparedRunner.child.once('exit', leave);
    const { connectionFile, environment, folder } = await waitAsSpare(config.spare);
    preparedRunner.child.off('exit', leave);
    Object.assign(process.env, environment);
    process.chdir(folder);
    config = { ...config, connectionFile, notebook: process.env.JPY_SESSION_NAME || undefined };
  }
  const connection = fs.readFileSync(config.connectionFile, 'utf8');
  const kernel = createAtelierKernel({
    config,
    connection,
    distribution,
    folder: process.cwd(),
    preparedRunner,
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
