import { setTimeout as sleep } from 'node:timers/promises';

import type { EngineName } from '../engine/engine.ts';
import type {
  Command,
  ExpressionOutcome,
  KernelQuestion,
  Outcome,
  Report,
  StreamName
} from '../runner/messages.ts';
import { failureOfEnd } from './failures.ts';
import type { Output } from './output.ts';
import { startRunner } from './runner-process.ts';
import type { PreparedRunner, RunnerEnd, RunnerProcess } from './runner-process.ts';

export interface JobEnd {
  outcome: Outcome;
  expressions: Record<string, ExpressionOutcome>;
  /** The process ended with the cell. */
  lost?: boolean;
}

type ExecuteCommand = Extract<Command, { type: 'execute' }>;
type CommCommand = Extract<Command, { type: 'comm' }>;
export type CommList = Record<string, { target_name: string }>;

/** Keeps a runner alive and speaks with it in promises. */
export interface RunnerHost {
  execute(command: ExecuteCommand): Promise<JobEnd>;
  /** Resolves when the listeners of the comm have run. */
  comm(command: CommCommand): Promise<void>;
  comms(target: string | undefined): Promise<CommList>;
  /** Whether user code runs: a cell or a listener of a widget. */
  isBusy(): boolean;
  interrupt(): void;
  answerInput(value: string): void;
  /** A new process with another engine. */
  restart(engine: EngineName): void;
  stop(): void;
}

export interface RunnerHostOptions {
  script: string;
  engine: EngineName;
  memory?: number;
  /** The first process, if it was started in advance. */
  prepared?: PreparedRunner;
  output: Output;
  /** Asks the user for the request that runs. */
  onInput(prompt: string, password: boolean): void;
  onQuestion(question: KernelQuestion, args: string): unknown;
  /** A process ended by itself; its variables are lost. */
  onLost(end: RunnerEnd): void;
}

const COMMS_MS = 1500;
const MARKS_MS = 1000;
const INTERRUPT_AGAIN_MS = 500;

interface Running {
  parent: number;
  resolve(end: JobEnd): void;
}

export function createRunnerHost(options: RunnerHostOptions): RunnerHost {
  const { output } = options;
  let { engine, prepared } = options;
  let running: Running | undefined;
  let lastParent = 0;
  let questions = 0;
  const commWaits = new Map<number, () => void>();
  const listWaits = new Map<number, (comms: CommList) => void>();
  const marks = new Map<StreamName, { parent: number; wake?: () => void }>();
  let runner = start();

  function start(): RunnerProcess {
    const { script, memory } = options;
    const first = prepared;
    prepared = undefined;
    return startRunner({
      prepared: first,
      script,
      engine,
      memory,
      onReport,
      onRawText: (name, text) => output.text(lastParent, name, text),
      onMark(name, parent) {
        const { wake } = marks.get(name) ?? {};
        marks.set(name, { parent });
        wake?.();
      },
      onEnd
    });
  }

  function releaseAll(): void {
    for (const resolve of commWaits.values()) resolve();
    for (const resolve of listWaits.values()) resolve({});
    commWaits.clear();
    listWaits.clear();
  }

  function onEnd(end: RunnerEnd): void {
    const lost = running;
    running = undefined;
    output.flush();
    releaseAll();
    runner = start();
    options.onLost(end);
    lost?.resolve({
      outcome: { status: 'error', error: failureOfEnd(end) },
      expressions: {},
      lost: true
    });
  }

  /** Waits until the raw stream was read up to the end of the cell: its output belongs before the cell's end. */
  async function marked(name: StreamName, parent: number): Promise<void> {
    if ((marks.get(name)?.parent ?? 0) >= parent) return;
    const arrived = new Promise<void>(resolve => {
      marks.set(name, { parent: marks.get(name)?.parent ?? 0, wake: resolve });
    });
    await Promise.race([arrived, sleep(MARKS_MS, undefined, { ref: false })]);
  }

  async function finish(report: Extract<Report, { type: 'done' }>): Promise<void> {
    const done = running;
    if (done?.parent !== report.parent) return;
    await Promise.all(report.marked.map(name => marked(name, report.parent)));
    if (running !== done) return; // the process ended meanwhile
    running = undefined;
    done.resolve({ outcome: report.outcome, expressions: report.expressions });
  }

  function onReport(report: Report): void {
    switch (report.type) {
      case 'stream':
        return output.text(report.parent, report.name, report.text);
      case 'display':
      case 'clear':
      case 'comm':
        return output.show(report);
      case 'comm-handled':
        commWaits.get(report.parent)?.();
        return void commWaits.delete(report.parent);
      case 'comms':
        listWaits.get(report.id)?.(report.comms);
        return void listWaits.delete(report.id);
      case 'input':
        return options.onInput(report.prompt, report.password);
      case 'ask': {
        const value = options.onQuestion(report.question, report.args);
        return runner.send({ type: 'answer', id: report.id, value });
      }
      case 'done':
        return void finish(report);
      case 'ready':
    }
  }

  /** Again until the cell has ended: the process may just be about to begin it. */
  function interrupt(): void {
    runner.interrupt();
    const target = running;
    if (target) {
      setTimeout(() => running === target && interrupt(), INTERRUPT_AGAIN_MS).unref();
    }
  }

  return {
    execute(command) {
      lastParent = command.parent;
      return new Promise(resolve => {
        running = { parent: command.parent, resolve };
        runner.send(command);
      });
    },
    async comm(command) {
      const handled = new Promise<void>(resolve => commWaits.set(command.parent, resolve));
      runner.send(command);
      await handled;
    },
    async comms(target) {
      const id = ++questions;
      const listed = new Promise<CommList>(resolve => listWaits.set(id, resolve));
      runner.send({ type: 'comms', id, target });
      const busy = sleep(COMMS_MS, {}, { ref: false }); // a runner in a busy loop does not answer
      return Promise.race([listed, busy]);
    },
    isBusy: () => running !== undefined || commWaits.size > 0,
    interrupt,
    answerInput: value => runner.answerInput(value),
    restart(next) {
      engine = next;
      runner.kill();
      releaseAll();
      runner = start();
    },
    stop: () => runner.kill()
  };
}
