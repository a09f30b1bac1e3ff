/** What the runner's main thread and its watchdog thread share; the main thread may be stuck in user code. */
export interface SharedState {
  readonly memory: SharedArrayBuffer;
  readonly slots: Int32Array<SharedArrayBuffer>;
  readonly text: Uint8Array<SharedArrayBuffer>;
}

export const Slot = {
  /** The last step of an interrupt that the main thread has taken. */
  step: 0,
  /** State of the question to the user, one of `Prompt`. */
  prompt: 1,
  /** Bytes of the user's answer. */
  answerLength: 2,
  /** Number of the job that runs, 0 between jobs. */
  job: 3,
  /** Number of the job that the last interrupt was meant for. */
  interruptedJob: 4,
  /** 1 when the main thread was cut off and has not healed yet. */
  cut: 5,
  /** Never changes: to sleep on. */
  pause: 6
} as const;

export const Prompt = { idle: 0, waiting: 1, answered: 2, interrupted: 3 } as const;

const SLOTS_BYTES = 64;
const TEXT_BYTES = 1 << 20;

export function shareState(memory?: SharedArrayBuffer): SharedState {
  const shared = memory ?? new SharedArrayBuffer(SLOTS_BYTES + TEXT_BYTES);
  return {
    memory: shared,
    slots: new Int32Array(shared, 0, SLOTS_BYTES / 4),
    text: new Uint8Array(shared, SLOTS_BYTES)
  };
}
