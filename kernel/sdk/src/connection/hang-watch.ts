import type { ClientRequest } from 'node:http';

export interface HangWatchOptions {
  /** Milliseconds after which the server is asked, again and again, and within which it must answer. */
  every: number;
  /** Asks the server something that it answers at once. */
  ask(signal: AbortSignal): Promise<unknown>;
}

/** Gives a request up when, before its answer begins, the server shows no sign of life any more. */
export function watchForHang(request: ClientRequest, { every, ask }: HangWatchOptions): void {
  let isOver = false;
  let timer = setTimeout(look, every);
  const end = (): void => {
    isOver = true;
    clearTimeout(timer);
  };
  request.on('response', end).on('close', end);

  async function look(): Promise<void> {
    const signal = AbortSignal.timeout(every);
    try {
      await ask(signal);
    } catch {
      if (signal.aborted) {
        request.destroy(
          Object.assign(new Error('the server shows no sign of life'), { code: 'ETIMEDOUT' })
        );
      }
    }
    if (!isOver) {
      timer = setTimeout(look, every);
    }
  }
}
