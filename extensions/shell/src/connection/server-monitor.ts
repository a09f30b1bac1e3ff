import { describeError } from '@atelier-ml/ui';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import type { IServerMonitor, ServerProblem, ServerState } from '../tokens.ts';

/** What Jupyter's side tells of the server process. */
export interface SupervisorStatus {
  state: Extract<ServerState, 'starting' | 'running' | 'failed' | 'stopped'>;
  error: ServerProblem | null;
  log: string[];
}

export interface ServerMonitorOptions {
  status(): Promise<SupervisorStatus>;
  restart(): Promise<SupervisorStatus>;
  /** Asks the server itself, which may hang while its process runs; rejects if it does not answer. */
  health(): Promise<unknown>;
  /** Waiting times between questions while the server is down, in ms. */
  retry?: { first: number; longest: number };
}

const LOOK_EVERY = 200;

/** Watches the server process, but asks only when something is amiss, and until it is well again. */
export class ServerMonitor implements IServerMonitor, IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #options: ServerMonitorOptions;
  readonly #poll: Poll;
  #state: ServerState = 'unknown';
  #problem: ServerProblem | null = null;
  #log: readonly string[] = [];

  constructor(options: ServerMonitorOptions) {
    this.#options = options;
    this.#poll = new Poll({
      name: '@atelier-ml/shell:ServerMonitor',
      auto: false,
      frequency: {
        interval: options.retry?.first ?? 1000,
        max: options.retry?.longest ?? 15_000,
        backoff: 1.5
      },
      factory: async () => {
        await this.#ask(this.#options.status);
        if (this.#state !== 'running') {
          // a rejection is what makes the poll wait longer
          throw new Error(this.#state);
        }
        void this.#poll.stop();
      }
    });
  }

  get state(): ServerState {
    return this.#state;
  }

  get problem(): ServerProblem | null {
    return this.#problem;
  }

  get log(): readonly string[] {
    return this.#log;
  }

  get isDisposed(): boolean {
    return this.#poll.isDisposed;
  }

  async check(): Promise<void> {
    await this.#poll.refresh();
    await this.#poll.tick.catch(() => undefined);
  }

  async restart(): Promise<void> {
    this.#become('starting', null);
    await this.#ask(this.#options.restart);
    await this.check();
  }

  dispose(): void {
    this.#poll.dispose();
    Signal.clearData(this);
  }

  async #ask(question: () => Promise<SupervisorStatus>): Promise<void> {
    try {
      const { state, error, log } = await question();
      this.#log = log;
      if (state === 'running') {
        await this.#askServer();
      } else {
        this.#become(state, error);
      }
    } catch (error) {
      const problem = problemOf(error);
      const isAway = problem.code === 'server-unreachable';
      this.#become(isAway ? 'unreachable' : 'stopped', problem);
    }
  }

  /** It is passed on to the next server where this one has just ended: until it answers, both are asked. */
  async #askServer(): Promise<void> {
    let isOver = false;
    const look = setInterval(() => {
      this.#options.status().then(
        ({ error, state }) => isOver || state === 'running' || this.#become(state, error),
        () => undefined
      );
    }, LOOK_EVERY);
    try {
      await this.#options.health();
      isOver = true;
      this.#become('running', null);
    } catch (error) {
      isOver = true;
      this.#become('unresponsive', problemOf(error));
    } finally {
      clearInterval(look);
    }
  }

  #become(state: ServerState, problem: ServerProblem | null): void {
    this.#state = state;
    this.#problem = problem;
    this.changed.emit();
  }
}

function problemOf(error: unknown): ServerProblem {
  const { message, code, remedy } = describeError(error);
  return { code: code ?? 'server-unreachable', message, remedy };
}
