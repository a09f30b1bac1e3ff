import path from 'node:path';

import type { KernelConfig } from './config.ts';
import { AMBIENT } from './engine/ambient.ts';
import { createLanguageClient } from './engine/language-client.ts';
import { createNativeEngine } from './engine/native.ts';
import { createTslabEngine } from './engine/tslab.ts';
import { declareMagics, loadMagicRegistry } from './magics/registry.ts';
import { createKernel } from './protocol/kernel.ts';
import type { Kernel } from './protocol/kernel.ts';
import { prepareRunner } from './protocol/runner-process.ts';
import type { PreparedRunner } from './protocol/runner-process.ts';
import type { Connection } from './wire/message.ts';
import { createWire } from './wire/sockets.ts';

export interface AtelierKernelOptions {
  config: KernelConfig;
  /** Text of the connection file. */
  connection: string;
  /** Folder of the built kernel. */
  distribution: string;
  /** Folder of the notebook. */
  folder: string;
  preparedRunner?: PreparedRunner;
  log(message: string): void;
  onShutdown(): void;
}

const runnerScript = (distribution: string) => path.join(distribution, 'runner.cjs');

/** Loads, before anybody wants the kernel, what takes long: the compiler and the process for cells. */
export async function prepareKernel(
  { engine, memory }: KernelConfig,
  distribution: string
): Promise<PreparedRunner> {
  const prepared = prepareRunner({ script: runnerScript(distribution), engine, memory });
  const { transpileCell } = await import('./engine/transpile.ts');
  transpileCell('1 + 1', 0);
  return prepared;
}

/** Puts the parts of the kernel together. */
export function createAtelierKernel(options: AtelierKernelOptions): Kernel {
  const { config, distribution, folder, log, onShutdown } = options;
  const registry = loadMagicRegistry(path.join(distribution, 'magics.json'));
  const ambient = AMBIENT + declareMagics(registry.list());
  const setup = {
    folder,
    packages: path.join(distribution, 'packages'),
    ambient,
    cacheFolder: config.cacheFolder
  };
  const script = path.join(distribution, 'language-worker.cjs');
  return createKernel({
    config,
    registry,
    log,
    onShutdown,
    wire: createWire({ connection: JSON.parse(options.connection) as Connection, log }),
    runnerScript: runnerScript(distribution),
    preparedRunner: options.preparedRunner,
    createEngine: name =>
      name === 'tslab'
        ? createTslabEngine(ambient)
        : createNativeEngine(createLanguageClient({ setup, script, log }))
  });
}
