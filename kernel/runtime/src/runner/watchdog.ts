import inspector from 'node:inspector';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import type { WatchdogMessage } from './interrupts.ts';
import type { WatchdogOrder } from './messages.ts';
import { Prompt, Slot, shareState } from './shared-state.ts';

/**
 * A thread in the runner that listens to the kernel process. The main thread may be stuck in user code, this one never is:
 * it hands on the user's answers, interrupts what runs, and ends the runner when the kernel process is gone.
 */
const ORDERS_FD = 5;
/** Time for the code of an interrupted cell to end by itself. */
const GRACE_MS = 20;
/** Time for the event loop to turn; what is cut off may be Node loading a part of itself. */
const KIND_MS = 120;
/** Time for the event loop to turn after what it did was cut off, before the next cut. */
const AFTER_CUT_MS = 300;
const MOST_CUTS = 20;
const { slots, text } = shareState(workerData as SharedArrayBuffer);
const socket = new net.Socket({ fd: ORDERS_FD, readable: true, writable: true });
let steps = 0;
let interrupting = false;
/** An interrupt was asked for, perhaps while another was under way. */
let asked = false;

function answer(value: string): void {
  const { written } = new TextEncoder().encodeInto(value, text);
  Atomics.store(slots, Slot.answerLength, written);
  Atomics.store(slots, Slot.prompt, Prompt.answered);
  Atomics.notify(slots, Slot.prompt);
}

/** The job that was to be interrupted has ended: what runs now must not be touched. */
const jobIsOver = () => Atomics.load(slots, Slot.job) !== Atomics.load(slots, Slot.interruptedJob);
const isDone = (step: number) => Atomics.load(slots, Slot.step) >= step || jobIsOver();

async function waitUntilDone(step: number, patience: number): Promise<boolean> {
  const end = performance.now() + patience;
  while (!isDone(step) && performance.now() < end) await sleep(5);
  return isDone(step);
}

function terminate(session: inspector.Session): Promise<void> {
  return new Promise(resolve => {
    const patience = setTimeout(resolve, 500);
    session.post('Runtime.terminateExecution', () => {
      clearTimeout(patience);
      resolve();
    });
  });
}

/** The runner is in the same group, but does not heed the signal. */
const interruptChildren = () => process.kill(-process.pid, 'SIGINT');

/** Ends what the main thread is doing, again and again, until its event loop turns. */
async function force(message: WatchdogMessage): Promise<void> {
  const { step } = message;
  const session = new inspector.Session();
  session.connectToMainThread();
  for (let i = 0; i < MOST_CUTS && !isDone(step); i++) {
    interruptChildren(); // one may have begun just now
    Atomics.store(slots, Slot.cut, 1);
    await terminate(session);
    post(message); // the handler of the first one may have been cut off as well
    await waitUntilDone(step, AFTER_CUT_MS);
  }
  session.disconnect();
}

const post = (message: WatchdogMessage) => parentPort?.postMessage(message);

/** Has the main thread take a step: kindly, and if it does not come to that, by force. */
async function take(type: WatchdogMessage['type']): Promise<void> {
  const message = { type, step: ++steps, job: Atomics.load(slots, Slot.interruptedJob) };
  post(message);
  if (!(await waitUntilDone(message.step, KIND_MS))) await force(message);
}

async function interrupt(): Promise<void> {
  if (Atomics.load(slots, Slot.job) === 0) return;
  Atomics.store(slots, Slot.interruptedJob, Atomics.load(slots, Slot.job));
  interruptChildren();
  const waiting = Prompt.waiting;
  if (Atomics.compareExchange(slots, Slot.prompt, waiting, Prompt.interrupted) === waiting) {
    Atomics.notify(slots, Slot.prompt);
    await sleep(GRACE_MS); // the prompt throws by itself
  }
  await take('interrupt');
  await sleep(GRACE_MS); // timed here, because a termination can stop the timers of the main thread
  // A timer of the cell may have begun another loop meanwhile.
  await take('give-up');
}

async function obey(order: WatchdogOrder): Promise<void> {
  if (order.type === 'input') return answer(order.value);
  asked = true;
  if (interrupting) return;
  interrupting = true;
  while (asked) {
    asked = false;
    await interrupt();
  }
  interrupting = false;
}

/** The kernel process is gone: nothing may be left behind, the children of user code included. */
function die(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

createInterface({ input: socket }).on('line', line => {
  void obey(JSON.parse(line) as WatchdogOrder);
});
for (const event of ['end', 'error', 'close']) socket.on(event, die);
