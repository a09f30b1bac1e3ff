import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { AtelierError } from '@atelier-ml/api';
import type { NotebookReply, NotebookTask } from './notebook-worker.ts';
import type { NotebookPages } from './notebooks.ts';

const MOST_BYTES = 64 * 2 ** 20;
const LONGEST = 60_000;
/** MiB of memory that a notebook may take. */
const MEMORY = 768;

/** Renders in a thread of its own, one notebook at a time: what a notebook holds comes from anybody. */
export function createHtmlNotebooks({ workerFile }: { workerFile: URL }): NotebookPages {
  let before: Promise<unknown> = Promise.resolve();

  async function run(task: NotebookTask): Promise<string> {
    const worker = new Worker(workerFile, {
      ...{ workerData: task, execArgv: [] },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY }
    });
    worker.unref();
    const patience = setTimeout(() => void worker.terminate(), LONGEST).unref();
    try {
      const reply = await new Promise<NotebookReply>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('The notebook could not be rendered in time.')));
      });
      if ('problem' in reply) {
        throw new AtelierError('invalid-content', reply.problem, {
          remedy: 'Open the notebook in JupyterLab and save it.'
        });
      }
      return reply.page;
    } finally {
      clearTimeout(patience);
      await worker.terminate();
    }
  }

  return {
    async render({ file, title }) {
      if ((await stat(file)).size > MOST_BYTES) {
        throw new AtelierError('too-large', 'The notebook has more than 64 MiB.', {
          remedy: 'Clear some of its outputs.'
        });
      }
      const rendered = before.then(() => run({ file, title }));
      before = rendered.catch(() => undefined);
      return rendered;
    }
  };
}
