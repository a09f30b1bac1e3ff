import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError, hasCode } from '@atelier-ml/api';
import type { JobReason } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { isDiskFull, withRoom } from './full-disk.ts';
import { Left } from './left.ts';
import type {
  Engine,
  StartOptions,
  WorkloadExit,
  WorkloadSpec
} from '../../drivers/compute/index.ts';

/** Milliseconds that a program gets to end by itself when it is to stop. */
const GRACE = 10_000;
const PATIENCE = 1_000;
/** What runs goes on, and is followed again when its engine lets us in. */
const OUTAGES = ['engine-unreachable', 'credentials-refused', 'host-key-unknown'] as const;
/** What shells, and signals, mean by an exit code. */
const HINTS: Record<number, string> = {
  126: ' What it was to run is no program, or may not be run.',
  127: ' What it was to run was not found there.',
  137: ' Something has killed it.'
};

/** What executes notebooks says at the end when a cell has failed. */
const FAILED_CELL = /^(Cell \d+|The cell with the params) has failed: /;
const LONGEST_MESSAGE = 1_000;

interface Ended {
  exit: WorkloadExit;
  lastWords: string | undefined;
}

/** How a task has ended. */
export interface TaskEnd {
  reason: JobReason;
  exitCode: number | null;
  message: string | null;
}

export interface TaskOptions {
  /** Asked each time: it may come to be reached in another way. */
  engine(): Promise<Engine>;
  /** By which it is found again, whoever has started it. */
  labels: Record<string, string>;
  /** Of its node, to say what was too little; null: as much as there is. */
  memoryMb: number | null;
  /** Makes ready what the workload needs; only called when there is none yet. */
  prepare(): Promise<WorkloadSpec>;
  /** What it is sent when it is started. */
  sending?: StartOptions;
  /** What keeps it from being followed; null: nothing does. */
  onOutage?(message: string | null): void;
  /** Runs now; since then by the clock of its engine where somebody else has started it. */
  onStart(foundSince: number | undefined): Promise<void>;
  /** Where its output goes; made anew each time it is read from the start. */
  openLog(): {
    write(chunk: { stream: 'stdout' | 'stderr'; bytes: Buffer }): Promise<void>;
    close(isWhole: boolean): Promise<void>;
    last(stream: 'stdout' | 'stderr'): string | undefined;
  };
  /** Its last words say why it has failed. */
  isNotebook?: boolean;
  /** Given with a reason to end it. */
  stop: AbortSignal;
  /** The server goes away: leave it as it is. */
  leave: AbortSignal;
  log: Logger;
}

/**
 * Does something again and again while nobody answers.
 * @throws Left when the server goes away
 */
export async function whileUnreachable<T>(
  work: () => Promise<T>,
  around: Pick<TaskOptions, 'labels' | 'leave' | 'log'> & Pick<TaskOptions, 'onOutage'>
): Promise<T> {
  const { labels, leave, log, onOutage } = around;
  for (;;) {
    if (leave.aborted) {
      throw new Left();
    }
    try {
      const result = await work();
      onOutage?.(null);
      return result;
    } catch (error) {
      if (!hasCode(error, ...OUTAGES)) {
        throw error;
      }
      onOutage?.(sentencesOf(error));
      log.warn({ labels, err: error }, 'the engine does not answer; the task waits for it');
      await pause(PATIENCE, undefined, { signal: leave }).catch(() => undefined);
    }
  }
}

/**
 * Runs a program to its end, and knows it again when a server before this one has begun it. While the
 * engine does not answer it waits.
 * @throws Left when the server goes away
 */
export async function runTask(options: TaskOptions): Promise<TaskEnd> {
  const { labels, leave, log, onStart, openLog, prepare, sending, stop } = options;
  const insist = <T>(work: (engine: Engine) => Promise<T>): Promise<T> =>
    whileUnreachable(async () => work(await options.engine()), { labels, leave, log, onOutage });
  let outage = false;
  function onOutage(message: string | null): void {
    outage ||= message !== null;
    options.onOutage?.(message);
  }

  async function begin(): Promise<string> {
    const [found] = await insist(engine => engine.list(labels));
    const id = found?.id ?? (await insist(async engine => engine.create(await prepare(), stop)));
    let isOwn = false;
    // Only what never began: one that ends just now would be begun once more.
    await insist(async engine => {
      if ((await engine.inspect(id)).state === 'created') {
        isOwn = true;
        await engine.start(id, sending);
      }
    });
    const { startedAt } = await insist(engine => engine.inspect(id));
    await withRoom(() => onStart(isOwn ? undefined : (startedAt ?? Date.now())), { leave });
    return id;
  }

  /** Reads its output until it has ended. */
  async function follow(id: string): Promise<Ended | undefined> {
    for (;;) {
      const output = openLog();
      try {
        const engine = await options.engine();
        await engine.inspect(id);
        onOutage(null);
        for await (const chunk of engine.logs(id, { follow: true, signal: leave })) {
          await output.write(chunk);
        }
        const { exit } = await engine.inspect(id);
        await output.close(exit !== undefined);
        if (exit) {
          return { exit, lastWords: output.last('stderr') };
        }
      } catch (error) {
        // The lines that have come are kept; they are read again if they cannot be.
        await output.close(false).catch(() => undefined);
        const code = error instanceof AtelierError ? error.code : undefined;
        if (code === 'not-found') {
          return undefined;
        }
        const isOutage = hasCode(error, ...OUTAGES);
        if (isOutage) {
          onOutage(sentencesOf(error as AtelierError));
          log.warn({ labels, err: error }, 'a task cannot be followed for now');
        }
        const mayPass = isOutage || code === 'engine-failed';
        if (!mayPass && !isDiskFull(error)) {
          throw error;
        }
      }
      if (leave.aborted) {
        throw new Left();
      }
      await pause(PATIENCE, undefined, { signal: leave }).catch(() => undefined);
    }
  }

  const { tellsLosses } = await insist(engine => Promise.resolve(engine));
  const asked = (): TaskEnd | undefined => (stop.aborted ? (stop.reason as TaskEnd) : undefined);
  if (stop.aborted) {
    const [found] = await insist(engine => engine.list(labels));
    if (!found) {
      return asked()!;
    }
  }
  let id: string;
  try {
    id = await begin();
  } catch (error) {
    if (error instanceof Left) {
      throw error;
    }
    options.onOutage?.(null);
    return asked() ?? notStarted(error, log);
  }
  /** It ran when it was told to end: what ended before that, unnoticed, has come to its own end. */
  let wasTold = false;
  const end = (): void => {
    insist(async engine => {
      if ((await engine.inspect(id)).state !== 'exited') {
        wasTold = true;
        await engine.stop(id, { grace: GRACE });
      }
    }).catch((err: unknown) => {
      if (!(err instanceof Left) && (err as AtelierError).code !== 'not-found') {
        log.warn({ err }, 'a task could not be ended');
      }
    });
  };
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) {
    end();
  }
  try {
    const { exit, lastWords } = (await follow(id)) ?? {};
    const code = exit?.lost === undefined ? (exit?.code ?? null) : null;
    const ends = reasonOf(exit, outage && !tellsLosses, options.memoryMb);
    if (options.isNotebook && ends.reason === 'exit-code' && FAILED_CELL.test(lastWords ?? '')) {
      ends.message = lastWords!.slice(0, LONGEST_MESSAGE);
    }
    const isAsOneWanted = exit?.code === 0 && !wasTold;
    return (isAsOneWanted ? undefined : asked()) ?? { exitCode: code, ...ends };
  } finally {
    options.onOutage?.(null);
    stop.removeEventListener('abort', end);
  }
}

/** Forgets the workload of a task. */
export async function removeTask(engine: Engine, labels: Record<string, string>): Promise<void> {
  for (const { id } of await engine.list(labels)) {
    await engine.remove(id);
  }
}

function reasonOf(
  exit: WorkloadExit | undefined,
  outage: boolean,
  memoryMb: number | null
): Pick<TaskEnd, 'reason' | 'message'> {
  if (!exit) {
    return { reason: 'lost', message: 'What ran it has been removed from the engine.' };
  }
  if (exit.lost !== undefined) {
    return { reason: 'lost', message: exit.lost };
  }
  if (exit.code === 0) {
    return { reason: 'finished', message: null };
  }
  if (exit.outOfMemory) {
    const size = memoryMb === null ? '' : `, ${memoryMb} MiB`;
    return { reason: 'out-of-memory', message: `It has used up the memory of its node${size}.` };
  }
  if (outage) {
    return { reason: 'lost', message: 'The engine was started anew while it ran.' };
  }
  const by = exit.code > 128 ? `, ended by signal ${exit.code - 128}` : '';
  const why = exit.reason ? ` ${exit.reason}` : '';
  const hint = HINTS[exit.code] ?? '';
  return { reason: 'exit-code', message: `Exit code ${exit.code}${by}.${hint}${why}` };
}

const sentencesOf = ({ message, remedy }: AtelierError): string =>
  remedy ? `${message} ${remedy}` : message;

function notStarted(error: unknown, log: Logger): TaskEnd {
  if (error instanceof AtelierError) {
    return { reason: 'not-started', exitCode: null, message: sentencesOf(error) };
  }
  log.error({ err: error }, 'a task could not be started');
  const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
  return {
    reason: 'not-started',
    exitCode: null,
    message: isFull
      ? 'The disk of the server is full. Free some space, then submit it again.'
      : 'It could not be started. The log of the server says why.'
  };
}
