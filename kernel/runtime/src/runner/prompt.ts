import type { Channel } from './channel.ts';
import type { Jobs } from './job.ts';
import { KeyboardInterrupt } from './keyboard-interrupt.ts';
import { Prompt, Slot } from './shared-state.ts';
import type { SharedState } from './shared-state.ts';

export type PromptFunction = (message?: string, options?: { password?: boolean }) => string;

/** Asks the user a question and waits for the answer; the watchdog thread puts it into the shared memory. */
export function createPrompt(channel: Channel, state: SharedState, jobs: Jobs): PromptFunction {
  return (message = '', options = {}) => {
    const job = jobs.current();
    if (!job?.allowStdin) throw new Error('This front end does not take input from the user.');
    const { slots, text } = state;
    Atomics.store(slots, Slot.prompt, Prompt.waiting);
    channel.report({
      type: 'input',
      parent: job.parent,
      prompt: String(message),
      password: options.password ?? false
    });
    Atomics.wait(slots, Slot.prompt, Prompt.waiting);
    const outcome = Atomics.exchange(slots, Slot.prompt, Prompt.idle);
    if (outcome === Prompt.interrupted) throw new KeyboardInterrupt();
    return Buffer.from(text.slice(0, Atomics.load(slots, Slot.answerLength))).toString('utf8');
  };
}
