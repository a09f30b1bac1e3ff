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
  /** Blocks this thread until the next report, at most `milliseconds`. */
  waitForReport(milliseconds: number): void;
}

const words = { hurry: 0, state: 1, reports: 2 };
const counts = { entries: 0, bytes: 1 };

export function createSyncSlot(buffer = new SharedArrayBuffer(32)): SyncSlot {
  const flags = new Int32Array(buffer, 0, 4);
  const numbers = new BigInt64Array(buffer, 16, 2);
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
    waitForReport(milliseconds) {
      Atomics.wait(flags, words.reports, Atomics.load(flags, words.reports), milliseconds);
    }
  };
}
