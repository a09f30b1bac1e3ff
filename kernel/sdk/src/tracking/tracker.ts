import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Client } from '@atelier-ml/api';
import type { Configuration } from '../configuration.ts';
import { createRunJournal } from '../journal/index.ts';
import type { JournalState, SenderThread } from '../journal/index.ts';
import type { KernelDoor } from '../magics/index.ts';
import { logLines } from './entry-text.ts';
import type { NewEntry } from './entry-text.ts';
import { createOutputLog } from './output-log.ts';
import type { OutputLog } from './output-log.ts';
import { createOutputTee } from './output-tee.ts';
import type { OpeningEntries, RunDependencies } from './run-dependencies.ts';
import { findResumption } from './resumption.ts';
import { capturesOf, checkRunOptions, idOf } from './run-options.ts';
import type { CaptureOptions, ResumedRunOptions, RunOptions } from './run-options.ts';
import { openingOf, resumptionOf } from './run-opening.ts';
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

export interface StartRun {
  /**
   * Opens a run again, also one of another process or machine: it is running once more, and what is
   * logged goes on with the step after the last. Of what its earlier processes have left in journals
   * here nothing is lost, and it arrives before.
   *
   * @throws AtelierError `not-found` or `server-unreachable` when nobody within reach knows the run
   *   and the mode is `must`; `run-deleted` when it lies in the trash; `invalid-input`
   */
  <M extends string = string, P extends string = string>(
    options: ResumedRunOptions<M, P>
  ): Promise<Run<M, P>>;
  /**
   * Starts a run and makes it the active one. Answers at once, whether the server is up or not.
   *
   * @throws AtelierError `invalid-input` when the experiment's name or an id is not acceptable
   */
  <M extends string = string, P extends string = string>(options: RunOptions<M, P>): Run<M, P>;
}

/** Starts runs and knows those that are open. */
export interface Tracker {
  startRun: StartRun;
  /** Runs `work` with a new run and ends it: `failed` with what `work` throws, which is thrown on. */
  withRun<T, M extends string = string, P extends string = string>(
    options: RunOptions<M, P>,
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

/** What is needed to open a run here, whether it is new or goes on. */
interface Opening extends Pick<
  RunDependencies,
  'id' | 'name' | 'experiment' | 'workspace' | 'nextSteps'
> {
  display?: boolean;
  capture?: boolean | CaptureOptions;
  /** Path of a journal elsewhere that is to be sent first. */
  before?: string;
}

export function createTracker(options: TrackerOptions): Tracker {
  const { client, configuration, kernel, sender, warn } = options;
  const runs: Run[] = [];
  const around = new AsyncLocalStorage<Run>();
  let jobRun = configuration.jobRun;
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
    const { before, capture = configuration.capture, display, ...identity } = opening;
    const captures = capturesOf(capture, opening.nextSteps.of);
    const journal = createRunJournal({
      run: opening.id,
      source: newId(),
      workspace: opening.workspace,
      dataFolder: configuration.dataFolder,
      server: configuration.url ?? null,
      before,
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

  /** The run of the job has begun already, and its output and use of the machine are kept outside. */
  const joinJob = <M extends string, P extends string>(
    id: string,
    given: RunOptions<M, P>
  ): Run<M, P> => {
    jobRun = undefined;
    const { capture = configuration.capture, display, experiment, name = id.slice(0, 8) } = given;
    const said = typeof capture === 'object' ? capture : { git: capture, environment: capture };
    return open(
      {
        ...{ id, name, experiment, display },
        workspace: configuration.workspace,
        nextSteps: { of: () => 0 },
        capture: { ...said, output: false, system: false }
      },
      resumptionOf(given as RunOptions, warnOnce)
    );
  };

  const start = <M extends string, P extends string>(
    given: RunOptions<M, P>,
    id = newId(),
    more: NewEntry[] = []
  ): Run<M, P> => {
    checkRunOptions(given as RunOptions);
    if (jobRun !== undefined && given.parent === undefined && !given.forkFrom) {
      return joinJob(jobRun, given);
    }
    const outer = around.getStore() ?? configuration.jobRun;
    const parent = given.parent === undefined ? outer : given.parent;
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
      [...entries, ...more]
    );
  };

  const resume = async <M extends string, P extends string>(
    given: ResumedRunOptions<M, P>
  ): Promise<Run<M, P>> => {
    const { capture, display, experiment = '', workspace = configuration.workspace } = given;
    const options = given as ResumedRunOptions;
    const found = await findResumption(options, { client, configuration, workspace });
    const entries = resumptionOf(options, warnOnce);
    const { before, id, isUncertain, progress } = found;
    return progress
      ? open({ id, ...progress, before, display, capture }, entries)
      : start({ ...given, experiment }, id, isUncertain ? [entries[0]] : []);
  };

  // One name for both; which of them it is decides what it answers.
  const startRun = ((given: RunOptions | ResumedRunOptions) =>
    'resume' in given ? resume(given) : start(given)) as StartRun;

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
