/** How far the delivery of one journal has come. */
export const DELIVERY_STATES = ['sending', 'unreachable', 'refused', 'delivered'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/**
 * Memory that the logging thread and the sending thread share, so that either knows of the other
 * even while the logging thread never yields.
 */
export interface SyncSlot {
  readonly buffer: SharedArrayBuffer;
  /** Entries that the server has made durable. */
  acknowledged(): number;
  /** Bytes of the journal file that they end at. */
  acknowledgedBytes(): number;
  state(): DeliveryState;
  /** How many reports there were. */
  reports(): number;
  report(progress: { entries: number; bytes: number; state: DeliveryState }): void;
  /** Asks the sender not to wait for its next turn. */
  hurry(): void;
  /** True once after each `hurry`. */
  takeHurry(): boolean;
  /** Keeps the other thread from the file while `work` writes to it. */
  exclusive<T>(work: () => T): T;
  /** The sending thread has something of its own to add; `false` when it is done. */
  setPending(pending: boolean): void;
  isPending(): boolean;
  /** Entries that the sending thread has added. */
  added(): number;
  addEntries(count: number): void;
  /** The run's end is written: only what is pending may follow. */
  end(): void;
  hasEnded(): boolean;
  /** Blocks this thread until the next report, at most `milliseconds`. */
  waitForReport(milliseconds: number): void;
}

const words = { hurry: 0, state: 1, reports: 2, lock: 3, pending: 4, added: 5, ended: 6 };
const counts = { entries: 0, bytes: 1 };
/** Milliseconds after which the other thread is taken for dead, and its lock for left behind. */
const longestWrite = 200;

export function createSyncSlot(buffer = new SharedArrayBuffer(48)): SyncSlot {
  const flags = new Int32Array(buffer, 0, 8);
  const numbers = new BigInt64Array(buffer, 32, 2);

  const lock = () => {
    const until = Date.now() + longestWrite;
    while (Atomics.compareExchange(flags, words.lock, 0, 1) !== 0 && Date.now() < until) {
      Atomics.wait(flags, words.lock, 1, 5);
    }
  };

  const unlock = () => {
    Atomics.store(flags, words.lock, 0);
    Atomics.notify(flags, words.lock);
  };

  return {
    buffer,
    acknowledged: () => Number(Atomics.load(numbers, counts.entries)),
    acknowledgedBytes: () => Number(Atomics.load(numbers, counts.bytes)),
    state: () => DELIVERY_STATES[Atomics.load(flags, words.state)],
    reports: () => Atomics.load(flags, words.reports),
    report({ entries, bytes, state }) {
      Atomics.store(numbers, counts.entries, BigInt(entries));
      Atomics.store(numbers, counts.bytes, BigInt(bytes));
      Atomics.store(flags, words.state, DELIVERY_STATES.indexOf(state));
      Atomics.add(flags, words.reports, 1);
      Atomics.notify(flags, words.reports);
    },
    hurry: () => void Atomics.store(flags, words.hurry, 1),
    takeHurry: () => Atomics.exchange(flags, words.hurry, 0) === 1,
    exclusive(work) {
      lock();
      try {
        return work();
      } finally {
        unlock();
      }
    },
    setPending: pending => void Atomics.store(flags, words.pending, pending ? 1 : 0),
    isPending: () => Atomics.load(flags, words.pending) === 1,
    added: () => Atomics.load(flags, words.added),
    addEntries: count => void Atomics.add(flags, words.added, count),
    end: () => void Atomics.store(flags, words.ended, 1),
    hasEnded: () => Atomics.load(flags, words.ended) === 1,
    waitForReport(milliseconds) {
      Atomics.wait(flags, words.reports, Atomics.load(flags, words.reports), milliseconds);
    }
  };
}
