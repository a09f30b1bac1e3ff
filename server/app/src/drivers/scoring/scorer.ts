import { rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createScoringServer } from './scorer/http.ts';
import type { Log } from './scorer/http.ts';
import { loadModel } from './scorer/model.ts';
import { createService } from './scorer/service.ts';

/** What the process is told on its command line, as JSON. */
export type ScorerTask =
  | { task: 'describe'; modelFile: string }
  | { task: 'serve'; modelFile: string; name: string; version: number; socket: string };

/** What the process tells its parent. */
export type ScorerMessage =
  | { event: 'described'; signature: unknown; metadata: Record<string, string> }
  | { event: 'ready' }
  | { event: 'failed'; message: string; remedy?: string };

/** Milliseconds that requests under way get when the process is asked to stop. */
const PATIENCE = 5_000;

const log: Log = (level, message, more) => {
  const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...more });
  process.stdout.write(`${line}\n`);
};
const tell = (message: ScorerMessage) =>
  new Promise<void>(resolve => process.send!(message, () => resolve()));

async function serve(task: Extract<ScorerTask, { task: 'serve' }>): Promise<void> {
  const { name, socket, version } = task;
  const began = performance.now();
  log('info', 'loading', { model: name, version, pid: process.pid });
  const service = await createService(await loadModel(task.modelFile), task);
  const server = createScoringServer(service, log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve);
  });
  let stopping = false;
  const stop = (reason: string) => {
    log('info', 'stopping', { reason });
    stopping = true;
    server.close(() => {
      removeFolder(dirname(socket));
      process.exit(0);
    });
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), PATIENCE).unref();
  };
  server.on('request', (_, response) => {
    response.once('close', () => {
      if (stopping) {
        // Its connection was busy when the idle ones were closed.
        setImmediate(() => server.closeIdleConnections());
      }
    });
  });
  process.once('SIGTERM', () => stop('asked to'));
  process.once('disconnect', () => {
    log('error', 'the server that started this deployment has ended');
    server.closeAllConnections();
    stop('orphaned');
  });
  log('info', 'ready', {
    batching: service.batching,
    milliseconds: Math.round(performance.now() - began)
  });
  await tell({ event: 'ready' });
}

/** It was made for this socket alone; when something else lies in it, it stays. */
function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Cleaned up by whoever else uses it.
  }
}

async function main(task: ScorerTask): Promise<void> {
  try {
    if (task.task === 'serve') {
      await serve(task);
      return;
    }
    const { metadata, signature } = await loadModel(task.modelFile);
    await tell({ event: 'described', signature, metadata });
    process.exit(0);
  } catch (error) {
    const { message, remedy } = error as { message: string; remedy?: string };
    log('error', message);
    await tell({ event: 'failed', message, remedy });
    process.exit(1);
  }
}

await main(JSON.parse(process.argv[2]) as ScorerTask);
