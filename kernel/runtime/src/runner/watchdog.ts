import inspector from 'node:inspector';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import type { WatchdogOrder } from './messages.ts';
import { Prompt, Slot, shareState } from './shared-state.ts';

/**
 * A thread in the runner that listens to the kernel process. The main thread may be stuck in user code, this one never is:
 * it hands on the user's answers, interrupts what runs, and ends the runner when the kernel process is gone.
 */
const ORDERS_FD = 5;
const { slots, text } = shareState(workerData as SharedArrayBuffer);
const socket = new net.Socket({ fd: ORDERS_FD, readable: true, writable: true });
let interrupts = 0;
let interrupting = false;

function answer(value: string): void {
  const { written } = new TextEncoder().encodeInto(value, text);
  Atomics.store(slots, Slot.answerLength, written);
  Atomics.store(slots, Slot.prompt, Prompt.answered);
  Atomics.notify(slots, Slot.prompt);
}

const seen = (number: number) => Atomics.load(slots, Slot.seenInterrupt) >= number;

async function waitUntilSeen(number: number, tries: number): Promise<boolean> {
  for (let i = 0; i < tries && !seen(number); i++) await sleep(5);
  return seen(number);
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

/** Ends what the main thread is doing, again and again, until its event loop turns. */
async function force(number: number): Promise<void> {
  const session = new inspector.Session();
  session.connectToMainThread();
  for (let i = 0; i < 40 && !seen(number); i++) {
    await terminate(session);
    await waitUntilSeen(number, 10);
  }
  session.disconnect();
  parentPort?.postMessage({ type: 'heal' });
}

async function interrupt(): Promise<void> {
  const number = ++interrupts;
  Atomics.store(slots, Slot.interruptedJob, Atomics.load(slots, Slot.job));
  const waiting = Prompt.waiting;
  if (Atomics.compareExchange(slots, Slot.prompt, waiting, Prompt.interrupted) === waiting) {
    Atomics.notify(slots, Slot.prompt);
    await sleep(30); // the prompt throws by itself
  }
  parentPort?.postMessage({ type: 'interrupt', number });
  if (!(await waitUntilSeen(number, 12))) await force(number);
}

async function obey(order: WatchdogOrder): Promise<void> {
  if (order.type === 'input') return answer(order.value);
  if (interrupting) return;
  interrupting = true;
  await interrupt().finally(() => (interrupting = false));
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
