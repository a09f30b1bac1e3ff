import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { cpus, hostname, totalmem } from 'node:os';
import type { Configuration } from '../configuration.ts';
import { createRunJournal } from '../journal/index.ts';
import type { JournalState, SenderThread } from '../journal/index.ts';
import type { KernelDoor } from '../magics/index.ts';
import { toText } from './entry-text.ts';
import { checkRunOptions } from './run-options.ts';
import type { RunOptions } from './run-options.ts';
import { Run } from './run.ts';

export interface TrackerOptions {
  configuration: Configuration;
  sender: SenderThread;
  /** The notebook's kernel, when the process is one. */
  kernel?: KernelDoor;
  /** Shows a sentence to the user. */
  warn(message: string): void;
}

/** Starts runs and knows those that are open. */
export interface Tracker {
  startRun<M extends string = string, P extends string = string>(options: RunOptions): Run<M, P>;
  /** Runs `work` with a new run and ends it: `failed` with what `work` throws, which is thrown on. */
  withRun<T, M extends string = string, P extends string = string>(
    options: RunOptions,
    work: (run: Run<M, P>) => T | Promise<T>
  ): Promise<T>;
  /** The run of the `withRun` around the caller, else the one that was started last and is open. */
  activeRun(): Run | undefined;
  openRuns(): Run[];
  /** Runs of this process that are not wholly on the server. */
  journalStates(): JournalState[];
  /** Entries that the server has not confirmed. */
  unsynced(): number;
  /** Waits until the server has all that was logged; false if it has not within the time. */
  flush(milliseconds?: number): Promise<boolean>;
  /** Ends what is open and waits, without yielding, until the server has it. For the process's exit. */
  close(outcome: { error?: unknown; wait: number }): void;
}

const newId = (): string => randomUUID().replaceAll('-', '');

const environmentOf = (): Record<string, string> => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  hostname: hostname(),
  processors: String(cpus().length),
  memory: String(totalmem()),
  folder: process.cwd().slice(0, 8_000),
  ...(process.argv[1] && { program: process.argv[1].slice(0, 8_000) })
});

export function createTracker({ configuration, sender, kernel, warn }: TrackerOptions): Tracker {
  const runs: Run[] = [];
  const around = new AsyncLocalStorage<Run>();
  const warned = new Set<string>();
  const warnOnce = (message: string) => {
    if (!warned.has(message)) {
      warned.add(message);
      warn(message);
    }
  };

  const startRun = <M extends string, P extends string>(options: RunOptions): Run<M, P> => {
    checkRunOptions(options);
    const id = newId();
    const journal = createRunJournal({
      run: id,
      source: newId(),
      workspace: options.workspace ?? configuration.workspace,
      dataFolder: configuration.dataFolder,
      server: configuration.url ?? null,
      sender,
      warn: warnOnce,
      onWorkspace: workspace => run.settleWorkspace(workspace)
    });
    const run = new Run<M, P>({
      id,
      options: { ...options, workspace: options.workspace ?? configuration.workspace },
      journal,
      kernel,
      warn: warnOnce,
      onEnd: () => {
        warned.clear();
      }
    });
    const notebook = kernel?.currentCell()?.notebook;
    const tags = Object.entries(options.tags ?? {});
    run.begin({
      type: 'start',
      experiment: options.experiment,
      name: run.name,
      ...(options.parent && { parent: options.parent }),
      ...(notebook && { notebook: notebook.slice(0, 4096) }),
      tags: Object.fromEntries(
        tags.map(([key, value]) => [key.slice(0, 250), toText(value, 8_000)])
      ),
      environment: environmentOf()
    });
    forgetDelivered();
    runs.push(run as unknown as Run);
    return run;
  };

  const forgetDelivered = () => {
    for (let index = runs.length - 1; index >= 0; index--) {
      if (runs[index].status !== 'running' && runs[index].journalState().delivery === 'delivered') {
        runs.splice(index, 1);
      }
    }
  };

  const openRuns = () => runs.filter(({ status }) => status === 'running');
  const journalStates = () => {
    forgetDelivered();
    return runs.map(run => run.journalState());
  };

  return {
    startRun,
    async withRun(options, work) {
      const run = startRun<never, never>(options);
      try {
        const value = await around.run(run as unknown as Run, () => work(run as never));
        await run.end();
        return value;
      } catch (error) {
        await run.end({ error });
        throw error;
      }
    },
    activeRun() {
      const inner = around.getStore();
      return inner?.status === 'running' ? inner : openRuns().at(-1);
    },
    openRuns,
    journalStates,
    unsynced: () => journalStates().reduce((sum, { unsynced }) => sum + unsynced, 0),
    async flush(milliseconds = 10_000) {
      const flushed = await Promise.all(runs.map(run => run.flush(milliseconds)));
      return flushed.every(Boolean);
    },
    close({ error, wait }) {
      openRuns().forEach(run => run.endNow({ error }));
      const until = Date.now() + wait;
      runs.forEach(run => run.flushBlocking(until));
    }
  };
}
