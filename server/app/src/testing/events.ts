import type { StudioEvent } from '@atelier-ml/api';
import type { TestServer } from './server.ts';

export interface EventReader {
  /** Reads on until an event fits. */
  next(fits: (event: StudioEvent) => boolean): Promise<StudioEvent>;
  close(): void;
}

/** Listens to the event stream from now on. */
export async function readEvents(server: TestServer): Promise<EventReader> {
  const abort = new AbortController();
  const response = await server.send('/api/events', { signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? '';
  const takeEvent = (): StudioEvent | undefined => {
    const [whole, data] = /^[^]*?data: (.*)\n\n/.exec(text) ?? [];
    text = text.slice(whole?.length ?? 0);
    return data === undefined ? undefined : (JSON.parse(data) as StudioEvent);
  };
  return {
    async next(fits) {
      for (;;) {
        const event = takeEvent();
        if (event && fits(event)) {
          return event;
        }
        if (!event) {
          const { done, value } = await reader.read();
          if (done) {
            throw new Error('The event stream has ended.');
          }
          text += value;
        }
      }
    },
    close: () => abort.abort()
  };
}
