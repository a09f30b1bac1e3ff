import { Worker } from 'node:worker_threads';
import type { Configuration } from '../configuration.ts';
import { listJournals } from './journal-file.ts';
import type { CaptureRequest, SenderData, SenderReport, SenderRequest } from './sender-messages.ts';

/** The thread that sends journals, started when the first one is opened. */
export interface SenderThread {
  /** Starts the thread when journals lie there already: dead processes may have left them behind. */
  start(): void;
  open(
    file: string,
    buffer: SharedArrayBuffer,
    listen: (report: SenderReport) => void,
    capture?: CaptureRequest
  ): void;
  /** Keeps the process alive until the answer is called. */
  hold(): () => void;
  stop(): Promise<void>;
}

/** In the package's own sources the entry is TypeScript, built or bundled it is JavaScript; it lies beside this file in all three. */
function entryPoint(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./sender.${extension}`, import.meta.url);
}

export function createSenderThread(configuration: Configuration): SenderThread {
  let worker: Worker | undefined;
  let holders = 0;
  const listeners = new Map<string, (report: SenderReport) => void>();
  const opened = new Map<string, SenderRequest>();

  const run = (): Worker => {
    const workerData: SenderData = { configuration };
    const thread = new Worker(entryPoint(), {
      workerData,
      execArgv: [],
      name: 'atelier-sender'
    });
    thread.on('message', (report: SenderReport) => {
      listeners.get(report.file)?.(report);
      if (report.type === 'settled') {
        opened.delete(report.file);
        listeners.delete(report.file);
      }
    });
    // A thread that dies takes nothing with it: the journals are on disk, the next one reads them.
    thread.on('error', () => {
      worker = undefined;
    });
    thread.on('exit', () => {
      worker = undefined;
    });
    if (holders === 0) {
      thread.unref();
    }
    for (const request of opened.values()) {
      thread.postMessage(request);
    }
    return thread;
  };

  return {
    start() {
      if (!worker && listJournals(configuration.dataFolder).length > 0) {
        worker = run();
      }
    },
    open(file, buffer, listen, capture) {
      const request: SenderRequest = { type: 'open', file, buffer, capture };
      listeners.set(file, listen);
      opened.set(file, request);
      if (worker) {
        worker.postMessage(request);
      } else {
        worker = run();
      }
    },
    hold() {
      let held = true;
      if (holders++ === 0) {
        worker?.ref();
      }
      return () => {
        if (held && --holders === 0) {
          worker?.unref();
        }
        held = false;
      };
    },
    async stop() {
      await worker?.terminate();
    }
  };
}
