/** Events of a stream as they come; `next` waits for one. */
export interface EventReader {
  next(): Promise<{ id?: string; event?: string; data?: unknown; comment?: string }>;
  close(): void;
}

export async function readEvents(
  send: (path: string, init: RequestInit) => Promise<Response>,
  lastEventId?: string
): Promise<EventReader> {
  const controller = new AbortController();
  const response = await send('/api/events', {
    signal: controller.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  });
  if (!response.ok) {
    throw new Error(`events: ${response.status}`);
  }
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  return {
    async next() {
      for (;;) {
        const end = buffer.indexOf('\n\n');
        if (end >= 0) {
          const block = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          return parseBlock(block);
        }
        const { done, value } = await reader.read();
        if (done) {
          throw new Error('the stream has ended');
        }
        buffer += value;
      }
    },
    close: () => controller.abort()
  };
}

function parseBlock(block: string): Record<string, unknown> {
  return Object.fromEntries(
    block.split('\n').map(line => {
      const colon = line.indexOf(': ');
      const field = line.slice(0, colon) || 'comment';
      const value = line.slice(colon + 2);
      return [field, field === 'data' ? (JSON.parse(value) as unknown) : value];
    })
  );
}
