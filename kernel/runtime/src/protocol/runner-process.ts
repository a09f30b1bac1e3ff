import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import type { EngineName } from '../engine/engine.ts';
import { createReportReader } from '../runner/framing.ts';
import type { Begin, Command, Report, StreamName, WatchdogOrder } from '../runner/messages.ts';
import { createRawReader } from './raw-stream.ts';

/** How a runner ended by itself. */
export interface RunnerEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  outOfMemory: boolean;
}

export interface RunnerEvents {
  onReport(report: Report): void;
  /** Output that did not come through JavaScript. */
  onRawText(name: StreamName, text: string): void;
  /** A raw stream has come to the end of a cell. */
  onMark(name: StreamName, parent: number): void;
  onEnd(end: RunnerEnd): void;
}

export interface RunnerOptions extends RunnerEvents {
  script: string;
  engine: EngineName;
  memory?: number;
  /** Used instead of a new process. */
  prepared?: PreparedRunner;
}

/** A process that was started in advance, and knows neither its folder nor all of its environment. */
export interface PreparedRunner {
  readonly child: ChildProcess;
}

/** One process that runs user code. */
export interface RunnerProcess {
  /** Hands over a command as soon as the process listens. */
  send(command: Command): void;
  interrupt(): void;
  answerInput(value: string): void;
  /** Ends it with all that user code started. */
  kill(): void;
}

const LAST_OUTPUT_MS = 500;
const HEAP_EXHAUSTED = /JavaScript heap out of memory|Array buffer allocation failed.*FATAL/;

type Program = Pick<RunnerOptions, 'script' | 'engine' | 'memory'>;

/** Starts the process and has it load all that it needs but user code. */
export const prepareRunner = (program: Program): PreparedRunner => ({
  child: spawnRunner(program, '--wait')
});

function spawnRunner(options: Program, ...more: string[]): ChildProcess {
  return spawn(
    process.execPath,
    [
      '--no-force-async-hooks-checks', // a termination may leave their stack unbalanced
      '--disable-warning=ExperimentalWarning',
      ...(options.memory ? [`--max-old-space-size=${options.memory}`] : []),
      options.script,
      `--engine=${options.engine}`,
      ...more
    ],
    {
      // 3: commands, 4: reports, 5: orders to the watchdog
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', 'pipe'],
      serialization: 'advanced',
      detached: true, // a process group, so that an interrupt reaches the children of user code
      env: process.env
    }
  );
}

export function startRunner(options: RunnerOptions): RunnerProcess {
  const child = options.prepared?.child ?? spawnRunner(options);
  if (options.prepared) {
    const begin: Begin = { type: 'begin', folder: process.cwd(), environment: process.env };
    if (child.connected) child.send(begin);
  }
  const waiting: Command[] = [];
  let ready = false;
  let ended = false;
  let outOfMemory = false;

  function send(command: Command): void {
    if (!ready) waiting.push(command);
    else if (child.connected) child.send(command);
  }

  function onReport(report: Report): void {
    if (report.type !== 'ready') return options.onReport(report);
    ready = true;
    for (const command of waiting.splice(0)) send(command);
  }

  // Typed up to the fourth stream only.
  const orders = (child.stdio as unknown[])[5] as Writable;
  orders.on('error', () => undefined); // the end of the process tells all there is to tell
  const order = (what: WatchdogOrder) => {
    if (orders.writable) orders.write(`${JSON.stringify(what)}\n`);
  };
  (child.stdio[4] as Readable).on('data', createReportReader(onReport));
  for (const name of ['stdout', 'stderr'] as const) {
    const read = createRawReader(
      text => {
        if (name === 'stderr' && HEAP_EXHAUSTED.test(text)) outOfMemory = true;
        options.onRawText(name, text);
      },
      parent => options.onMark(name, parent)
    );
    child[name]?.setEncoding('utf8').on('data', read);
  }

  function signalGroup(signal: NodeJS.Signals): void {
    if (ended || child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      child.kill(signal);
    }
  }

  const onEnd = (code: number | null, signal: NodeJS.Signals | null) => {
    if (ended) return;
    ended = true;
    options.onEnd({ code, signal, outOfMemory });
  };
  child.on('error', error => {
    options.onRawText('stderr', `The process that runs cells did not start: ${error.message}\n`);
    onEnd(null, null);
  });
  child.on('exit', (code, signal) => {
    signalGroup('SIGKILL'); // what user code started does not outlive it
    // A child in a group of its own can hold the streams open: their end is not waited for without limit.
    setTimeout(onEnd, LAST_OUTPUT_MS, code, signal).unref();
  });
  child.on('close', onEnd);

  return {
    send,
    interrupt: () => order({ type: 'interrupt' }),
    answerInput: value => order({ type: 'input', value }),
    kill() {
      signalGroup('SIGKILL');
      ended = true;
    }
  };
}
