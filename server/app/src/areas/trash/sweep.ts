import type { Logger } from 'pino';
import type { PartUploads, Uploads } from '../uploads/index.ts';
import type { Trash } from './trash.service.ts';

const HOUR = 3_600_000;
/** All content is looked at once a day, and what was used within a day is left alone. */
const RULES = { wholeEvery: 24 * HOUR, graceMinutes: 24 * 60 };

export interface SweepOptions {
  trash: Pick<Trash, 'sweep'>;
  /** What gives up uploads that have rested for too long, some at a time. */
  uploads: Pick<Uploads | PartUploads, 'sweep'>[];
  log: Logger;
}

/** Empties trash and storage of what their rules let go. @returns stops it */
export function watchTrash({ log, trash, uploads }: SweepOptions): () => void {
  let busy = false;
  const sweep = async (): Promise<void> => {
    for (const each of uploads) {
      while ((await each.sweep()) > 0);
    }
    await trash.sweep(RULES);
  };
  const timer = setInterval(() => {
    if (busy) {
      return;
    }
    busy = true;
    sweep()
      .catch((err: unknown) => log.warn({ err }, 'cannot sweep the trash now'))
      .finally(() => {
        busy = false;
      });
  }, HOUR);
  timer.unref();
  return () => clearInterval(timer);
}
