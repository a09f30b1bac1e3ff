/** Work that several wait for; it is given up when none of them wants it any more. */
export interface SharedWork<T> {
  result: Promise<T>;
  stop(): void;
}

/** Begins work when somebody first asks for a key, and lets all who ask for it meanwhile wait together. */
export function createSharedWait<T>(begin: (key: string) => SharedWork<T>, givenUp: () => Error) {
  const all = new Map<string, SharedWork<T> & { waiting: number }>();

  function under(key: string) {
    const known = all.get(key);
    if (known) {
      return known;
    }
    const work = { ...begin(key), waiting: 0 };
    const forget = (): void => void (all.get(key) === work && all.delete(key));
    work.result.then(forget, forget);
    all.set(key, work);
    return work;
  }

  return async (key: string, signal?: AbortSignal): Promise<T> => {
    if (signal?.aborted) {
      throw givenUp();
    }
    const work = under(key);
    work.waiting += 1;
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(givenUp());
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([work.result, left.promise]);
    } finally {
      signal?.removeEventListener('abort', leave);
      work.waiting -= 1;
      if (work.waiting === 0 && all.get(key) === work) {
        all.delete(key);
        work.stop();
      }
    }
  };
}
