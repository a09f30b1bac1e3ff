import type { Channel } from './channel.ts';
import { describeFailure } from './failure.ts';
import { createJob } from './job.ts';
import type { Job, Jobs } from './job.ts';
import { KeyboardInterrupt } from './keyboard-interrupt.ts';
import type { MagicFunction } from './magics.ts';
import type { Command, ExpressionOutcome, Outcome, Program } from './messages.ts';
import { render } from './rendering.ts';
import { Slot } from './shared-state.ts';
import type { SharedState } from './shared-state.ts';

type ExecuteCommand = Extract<Command, { type: 'execute' }>;

/** Runs one cell after the other and reports how each ended. */
export interface Executor {
  execute(command: ExecuteCommand): Promise<void>;
  /** Tells the interrupted cell, so that its code can throw by itself, with a better trace than ours. */
  interrupt(number: number): void;
  /** Ends the interrupted cell. */
  giveUp(number: number): void;
}

export interface ExecutorOptions {
  channel: Channel;
  state: SharedState;
  jobs: Jobs;
  magic: MagicFunction;
  ownFile: string;
  run(program: Program): Promise<unknown>;
  announce(job: Job): void;
}

export function createExecutor(options: ExecutorOptions): Executor {
  const { channel, state, jobs, magic, ownFile, run } = options;
  let running: { job: Job; number: number; finish(outcome: Outcome): void } | undefined;
  let count = 0;

  const failed = (error: unknown): Outcome => ({
    status: 'error',
    error: describeFailure(error, ownFile)
  });
  const wasInterrupted = (number: number) =>
    Atomics.load(state.slots, Slot.interruptedJob) === number;

  /** The cell's code inside its magics, from the innermost out. */
  function nested(command: ExecuteCommand): () => Promise<unknown> {
    const { program, text } = command;
    const code = async () => (program ? run(program) : text);
    return command.magics.reduceRight<() => Promise<unknown>>(
      (body, { name, args }) =>
        () =>
          magic(name, args, body),
      code
    );
  }

  async function evaluate(command: ExecuteCommand): Promise<Outcome> {
    const value = await nested(command)();
    if (value === undefined || command.silent) return { status: 'ok' };
    return { status: 'ok', result: await render(value) };
  }

  async function evaluateExpressions(
    programs: Record<string, Program>
  ): Promise<Record<string, ExpressionOutcome>> {
    const outcomes: Record<string, ExpressionOutcome> = {};
    for (const [name, program] of Object.entries(programs)) {
      try {
        outcomes[name] = { status: 'ok', data: await render(await run(program)), metadata: {} };
      } catch (error) {
        outcomes[name] = { status: 'error', ...describeFailure(error, ownFile) };
      }
    }
    return outcomes;
  }

  async function perform(command: ExecuteCommand, job: Job, number: number): Promise<void> {
    const { parent } = command;
    const outcome = await new Promise<Outcome>(resolve => {
      running = { job, number, finish: resolve };
      options.announce(job);
      // Not in the handler of the command: code that is cut off there takes Node's queue of ticks with it.
      const evaluated = Promise.resolve().then(() => evaluate(command));
      evaluated.then(resolve, (error: unknown) =>
        resolve(failed(wasInterrupted(number) ? new KeyboardInterrupt() : error))
      );
    });
    const expressions = outcome.status === 'ok' ? await evaluateExpressions(command.expressions) : {};
    running = undefined;
    Atomics.store(state.slots, Slot.job, 0);
    const marked = channel.markEnd(parent);
    channel.report({ type: 'done', parent, outcome, expressions, marked });
  }

  return {
    async execute(command) {
      const number = ++count;
      Atomics.store(state.slots, Slot.job, number);
      const job = createJob(command.parent, command.allowStdin, command.cell);
      await jobs.run(job, () => perform(command, job, number));
    },
    interrupt(number) {
      if (running?.number === number) jobs.interrupt(running.job);
    },
    giveUp(number) {
      if (running?.number === number) running.finish(failed(new KeyboardInterrupt()));
    }
  };
}
