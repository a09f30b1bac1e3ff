import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Client } from '@atelier-ml/api';
import type { Configuration } from '../configuration.ts';
import { createRunJournal } from '../journal/index.ts';
import type { JournalState, SenderThread } from '../journal/index.ts';
import type { KernelDoor } from '../magics/index.ts';
import { logLines } from './entry-text.ts';
import { createOutputLog } from './output-log.ts';
import type { OutputLog } from './output-log.ts';
import { createOutputTee } from './output-tee.ts';
import { loadProgress } from './progress.ts';
import type { OpeningEntries, RunDependencies } from './run-dependencies.ts';
import { capturesOf, checkRunId, checkRunOptions, idOf } from './run-options.ts';
import type { CaptureOptions, ResumeOptions, RunOptions, RunReference } from './run-options.ts';
import { openingOf } from './run-opening.ts';
import { Run } from './run.ts';

export interface TrackerOptions {
  configuration: Configuration;
  client: Client;
  sender: SenderThread;
  /** The notebook's kernel, when the process is one. */
  kernel?: KernelDoor;
  /** Shows a sentence to the user. */
  warn(message: string): void;
}

/** Starts runs and knows those that are open. */
export interface Tracker {
  startRun<M extends string = string, P extends string = string>(
    options: RunOptions<M, P>
  ): Run<M, P>;
  /** Runs `work` with a new run and ends it: `failed` with what `work` throws, which is thrown on. */
  withRun<T, M extends string = string, P extends string = string>(
    options: RunOptions<M, P>,
    work: (run: Run<M, P>) => T | Promise<T>
  ): Promise<T>;
  /**
   * Opens a run again, also one of another process or machine: it is running once more, and what is
   * logged goes on with the step after the last.
   *
   * @throws AtelierError `not-found`, or `server-unreachable` when nothing here knows the run
   */
  resumeRun<M extends string = string, P extends string = string>(
    run: RunReference,
    options?: ResumeOptions
  ): Promise<Run<M, P>>;
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

/** What is needed to open a run here, whether it is new or goes on. */
interface Opening extends Pick<
  RunDependencies,
  'id' | 'name' | 'experiment' | 'workspace' | 'nextSteps'
> {
  display?: boolean;
  capture?: boolean | CaptureOptions;
}

export function createTracker(options: TrackerOptions): Tracker {
  const { client, configuration, kernel, sender, warn } = options;
  const runs: Run[] = [];
  const around = new AsyncLocalStorage<Run>();
  const warned = new Set<string>();
  const warnOnce = (message: string) => {
    if (!warned.has(message)) {
      warned.add(message);
      warn(message);
    }
  };

  const outputs = new Map<string, OutputLog>();
  const hearing = () => {
    const inner = around.getStore();
    return [inner, ...openRuns().toReversed()].find(run => run && outputs.has(run.id));
  };
  const tee = createOutputTee((stream, text) => {
    const run = hearing();
    if (run) {
      outputs.get(run.id)?.write(stream, text);
    }
  });

  const open = <M extends string, P extends string>(
    opening: Opening,
    entries: OpeningEntries
  ): Run<M, P> => {
    const { capture = configuration.capture, display, ...identity } = opening;
    const captures = capturesOf(capture, opening.nextSteps.of);
    const journal = createRunJournal({
      run: opening.id,
      source: newId(),
      workspace: opening.workspace,
      dataFolder: configuration.dataFolder,
      server: configuration.url ?? null,
      sender,
      capture: captures.request,
      warn: warnOnce,
      onWorkspace: workspace => run.settleWorkspace(workspace)
    });
    const run = new Run<M, P>({
      ...identity,
      shows: display ?? true,
      journal,
      kernel,
      warn: warnOnce,
      beforeEnd: () => outputs.get(run.id)?.flush(),
      onEnd() {
        warned.clear();
        outputs.delete(run.id);
        if (outputs.size === 0) {
          tee.stop();
        }
      }
    });
    run.begin(entries);
    if (captures.output) {
      outputs.set(
        run.id,
        createOutputLog({ record: chunks => journal.append(...logLines(chunks)) })
      );
      tee.start();
    }
    forgetDelivered();
    runs.push(run as unknown as Run);
    return run;
  };

  const startRun = <M extends string, P extends string>(given: RunOptions<M, P>): Run<M, P> => {
    checkRunOptions(given as RunOptions);
    const parent = given.parent === undefined ? around.getStore() : given.parent;
    const id = newId();
    const name = given.name ?? id.slice(0, 8);
    const entries = openingOf({
      options: given as RunOptions,
      name,
      ...(parent && { parent: idOf(parent) }),
      user: configuration.user,
      notebook: kernel?.currentCell()?.notebook,
      warn: warnOnce
    });
    const { capture, display, experiment, forkFrom, workspace } = given;
    return open(
      {
        id,
        name,
        experiment,
        workspace: workspace ?? configuration.workspace,
        nextSteps: { of: () => (forkFrom ? forkFrom.step + 1 : 0) },
        display,
        capture
      },
      entries
    );
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
    async resumeRun<M extends string, P extends string>(
      reference: RunReference,
      { workspace = configuration.workspace, ...shown }: ResumeOptions = {}
    ) {
      checkRunId('id', reference);
      const id = idOf(reference);
      const progress = await loadProgress({ client, configuration, workspace, id });
      return open<M, P>({ id, ...progress, ...shown }, [{ type: 'resume' }]);
    },
    async withRun(options, work) {
      const run = startRun(options);
      try {
        const value = await around.run(run as unknown as Run, () => work(run));
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
