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
  /** Runs the listeners of a comm; like a cell, they can be interrupted. */
  listen(parent: number, body: () => void): Promise<void>;
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

  /**
   * Runs a body as the job that interrupts are meant for. When the body is cut off, V8 drops all microtasks that wait: whoever calls
   * this awaits its promise itself, and not another that takes its value from it.
   */
  async function perform(job: Job, body: () => Promise<Outcome>): Promise<Outcome> {
    const number = ++count;
    Atomics.store(state.slots, Slot.job, number);
    const outcome = await new Promise<Outcome>(resolve => {
      running = { job, number, finish: resolve };
      // Not in the handler of the command: code that is cut off there takes Node's queue of ticks with it.
      const done = Promise.resolve().then(() => jobs.run(job, body));
      done.then(resolve, (error: unknown) =>
        resolve(failed(wasInterrupted(number) ? new KeyboardInterrupt() : error))
      );
    });
    running = undefined;
    Atomics.store(state.slots, Slot.job, 0);
    return outcome;
  }

  /** Listeners may be called while a cell waits: then the cell stays the job that interrupts are meant for. */
  function inTurn(job: Job, body: () => Promise<Outcome>): Promise<Outcome> {
    if (!running) return perform(job, body);
    return Promise.resolve()
      .then(() => jobs.run(job, body))
      .catch(failed);
  }

  return {
    async execute(command) {
      const { parent, allowStdin, cell } = command;
      const job = createJob(parent, allowStdin, cell);
      let expressions: Record<string, ExpressionOutcome> = {};
      const outcome = await perform(job, async () => {
        options.announce(job);
        const ended = await evaluate(command);
        expressions = await evaluateExpressions(command.expressions);
        return ended;
      });
      const marked = channel.markEnd(parent);
      channel.report({ type: 'done', parent, outcome, expressions, marked });
    },
    async listen(parent, body) {
      const outcome = await inTurn(createJob(parent, false), async () => {
        body();
        return { status: 'ok' };
      });
      if (outcome.status === 'error') {
        channel.text(parent, 'stderr', `${outcome.error.traceback.join('\n')}\n`);
      }
      channel.report({ type: 'comm-handled', parent });
    },
    interrupt(number) {
      if (running?.number === number) jobs.interrupt(running.job);
    },
    giveUp(number) {
      if (running?.number === number) running.finish(failed(new KeyboardInterrupt()));
    }
  };
}
