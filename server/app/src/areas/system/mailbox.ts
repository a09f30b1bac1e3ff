/** Hands texts from those who post to one reader; a reader too slow loses them and is told so. */
export interface Mailbox {
  post(text: string): void;
  /** The next texts, an empty list after so many silent milliseconds; undefined once closed. */
  next(patience: number): Promise<string[] | undefined>;
  /** True once if texts were lost since it was last asked. */
  takeOverflow(): boolean;
  close(): void;
}

export function createMailbox(capacity: number): Mailbox {
  let waiting: string[] = [];
  let wake: (() => void) | undefined;
  let closed = false;
  let overflown = false;
  const notify = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    post(text) {
      if (waiting.length >= capacity) {
        waiting = [];
        overflown = true;
      }
      waiting.push(text);
      notify();
    },
    async next(patience) {
      if (!waiting.length && !closed) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>(resolve => {
          wake = resolve;
          timer = setTimeout(resolve, patience);
        });
        clearTimeout(timer);
      }
      const texts = waiting;
      waiting = [];
      return texts.length || !closed ? texts : undefined;
    },
    takeOverflow() {
      const was = overflown;
      overflown = false;
      return was;
    },
    close() {
      closed = true;
      notify();
    }
  };
}
