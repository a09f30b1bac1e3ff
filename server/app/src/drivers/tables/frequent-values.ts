const CAPACITY = 1 << 16;

/**
 * The most frequent values of a stream in bounded memory. Exact up to 65,536 different values;
 * beyond that, whenever the table is full, the median count is taken off every count and what
 * reaches zero is dropped (Misra and Gries, 1982, in the batched form of Anderson et al., 2017).
 * A count is then too low by at most one for every 32,768 values seen.
 */
export class FrequentValues<T extends string | number> {
  // Open addressing in typed arrays: a Map of numbers is several times slower here.
  private keys = new Float64Array(1024);
  private counts = new Uint32Array(1024);
  private values: T[] = [];
  private size = 0;
  private taken = 0;

  /** Counts a value; `key` is its hash as `Hash.key` tells it. */
  add(key: number, value: T): void {
    const slot = this.slotOf(key);
    if (this.counts[slot]++ > 0) {
      return;
    }
    this.keys[slot] = key;
    this.values[slot] = value;
    if (++this.size > CAPACITY) {
      this.prune();
    } else if (this.size * 2 > this.keys.length) {
      this.rebuild(this.keys.length * 2, 0);
    }
  }

  get exact(): boolean {
    return this.taken === 0;
  }

  /**
   * The `limit` most frequent; equally frequent ones in order of their text. When counts are not
   * exact, values that were not met more often than a count may be wrong are left out.
   */
  top(limit: number): { value: string; count: number }[] {
    return Array.from(this.counts, (count, slot) => ({ count, slot }))
      .filter(({ count }) => count > this.taken)
      .map(({ count, slot }) => ({ value: String(this.values[slot]), count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit);
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1;
    let slot = key & mask;
    while (this.counts[slot] !== 0 && this.keys[slot] !== key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private prune(): void {
    const used = this.counts.filter(count => count > 0).sort();
    const median = used[used.length >> 1];
    this.taken += median;
    this.rebuild(this.keys.length, median);
  }

  private rebuild(length: number, less: number): void {
    const { keys, counts, values } = this;
    this.keys = new Float64Array(length);
    this.counts = new Uint32Array(length);
    this.values = new Array<T>(length);
    this.size = 0;
    for (let old = 0; old < counts.length; old++) {
      if (counts[old] > less) {
        const slot = this.slotOf(keys[old]);
        this.keys[slot] = keys[old];
        this.counts[slot] = counts[old] - less;
        this.values[slot] = values[old];
        this.size++;
      }
    }
  }
}
