import module from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

import type { CellLanguageService } from './language-service.ts';
import type { LanguageRequest, LanguageSetup } from './language-messages.ts';

/** The thread of the language service. Users' questions go at once; checks wait until nothing else is asked. */
type Ask = LanguageRequest & { id: number };
type Check = Extract<Ask, { type: 'check' }>;

const QUIET_MS = 25;
const setup = workerData as LanguageSetup;
module.enableCompileCache(setup.cacheFolder);

async function start(): Promise<void> {
  const { createCellLanguageService } = await import('./language-service.ts');
  const service = createCellLanguageService(setup);
  const checks: Check[] = [];
  let timer: NodeJS.Timeout | undefined;

  function answer(ask: Ask): void {
    let value: unknown;
    try {
      value = perform(service, ask);
    } catch (error) {
      process.stderr.write(`language service: ${String((error as Error).stack)}\n`);
    }
    parentPort?.postMessage({ id: ask.id, value });
  }

  function checkLater(wait: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const next = checks.shift();
      if (next) answer(next);
      if (checks.length) checkLater(0);
    }, wait);
  }

  parentPort?.on('message', (ask: Ask) => {
    if (ask.type === 'check' && !ask.urgent) {
      service.write(ask.cell);
      checks.push(ask);
    } else {
      answer(ask);
      if (ask.type === 'warm') module.flushCompileCache();
    }
    if (checks.length) checkLater(QUIET_MS);
  });
}

function perform(service: CellLanguageService, ask: Ask): unknown {
  switch (ask.type) {
    case 'check':
      return service.check(ask.cell);
    case 'settle':
      return service.settle(ask.cell);
    case 'complete':
      return service.complete(ask.text, ask.offset);
    case 'inspect':
      return service.inspect(ask.text, ask.offset);
    case 'warm':
      return service.warm();
  }
}

void start();
