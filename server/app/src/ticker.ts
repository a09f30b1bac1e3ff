/** Time as it passes here, whatever the clock is set to. */
export interface Ticker {
  /** Milliseconds since some moment; never goes back. */
  monotonic(): number;
  /** Does the work again and again, never twice at once. @returns stops it, after what is under way */
  every(milliseconds: number, work: () => Promise<void>): () => Promise<void>;
}

/** The time of this process. */
export const processTicker: Ticker = {
  monotonic: () => performance.now(),
  every(milliseconds, work) {
    let underWay: Promise<void> | undefined;
    const timer = setInterval(() => {
      underWay ??= work().finally(() => (underWay = undefined));
    }, milliseconds).unref();
    return async () => {
      clearInterval(timer);
      await underWay;
    };
  }
};
