import type { StudioEvent } from '@atelier-ml/api';
import { readEvents } from './events.ts';
import type { TestServer } from './server.ts';

/** The changes that a server tells of from now on. */
export interface ChangeReader {
  /** Reads on until a change fits. */
  next(fits: (change: StudioEvent) => boolean): Promise<StudioEvent>;
  close(): void;
}

export async function watchChanges(server: TestServer): Promise<ChangeReader> {
  const reader = await readEvents(server.send);
  await reader.next();
  return {
    async next(fits) {
      for (;;) {
        const { data, event } = await reader.next();
        if (event === 'change' && fits(data as StudioEvent)) {
          return data as StudioEvent;
        }
      }
    },
    close: () => reader.close()
  };
}
