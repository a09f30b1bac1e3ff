import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { Duplex, Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '@atelier-ml/api';
import type { Answer, CallName, Calls, Target } from './calls.ts';
import { createFrameReader, encodeFrame, FRAME, objectFrame, objectOf } from './frames.ts';
import type { Frame } from './frames.ts';
import { createSession } from './session.ts';
import type { Hello, Session } from './session.ts';
import { createStreams } from './streams.ts';
import type { Streams } from './streams.ts';

/** A program that passes on to the agent what it is given. */
export interface Link {
  stdin: Writable;
  stdout: Readable;
}

export interface RelayOptions {
  /** Starts such a program. `not-found` and `not-running` are final: there is no agent any more. */
  dial(): Promise<Link>;
  /** A program there wants the studio. */
  wanted(stream: Duplex): void;
  /** Why the agent is not reached now; null: it is. */
  told(problem: AtelierError | null): void;
}

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;
/** Milliseconds for the agent to answer. */
const PATIENCE = 3_000;
/** For the first link, with which its program may have to be started. */
const FIRST_PATIENCE = 15_000;

export type Relay = ReturnType<typeof createRelay>;

/**
 * Streams to and from the agent in a container. They outlive the connection to its engine: what was under
 * way arrives when there is one again. They end with the agent.
 */
export function createRelay({ dial, told, wanted }: RelayOptions) {
  let isClosed = false;
  /** Why there will be no link any more. */
  let end: AtelierError | undefined;
  let link: Link | undefined;
  /** When anything was last received. */
  let heard = 0;
  let streams: Streams;
  let session: Session;
  let arrivals: (() => void)[] = [];
  const stopped = new AbortController();

  function begin(): void {
    streams = createStreams({
      first: 1,
      send: frame => session.send(frame),
      opened: (_target, stream) => wanted(stream)
    });
    session = createSession(randomUUID(), frame => streams.take(frame), restart);
  }

  /** What was under way is lost, and ends. */
  function restart(): void {
    streams.destroy();
    begin();
    isFresh = true;
    link?.stdin.destroy();
    link?.stdout.destroy();
  }
  let isFresh = true;
  begin();

  function wake(): void {
    arrivals.forEach(resolve => resolve());
    arrivals = [];
  }

  /** Whether both sides go on with the session. */
  function greeted({ body }: Frame, made: Link): boolean {
    const { isNew = false, received } = objectOf<Hello>({ body } as Frame);
    if ((isNew && !isFresh) || !session.canResume(received)) {
      restart();
      made.stdin.destroy();
      return false;
    }
    isFresh = false;
    link = made;
    session.attach(made.stdin, received);
    told(null);
    wake();
    return true;
  }

  /** Until the link is lost; answers whether there was one. */
  async function follow(made: Link): Promise<boolean> {
    let isGreeted = false;
    let isRefused = false;
    const read = createFrameReader(
      frame => {
        if (frame.type === FRAME.hello) {
          isGreeted = greeted(frame, made);
        } else if (isGreeted) {
          session.take(frame);
        }
      },
      () => {
        isRefused = true; // the next one is not hurried to
        made.stdin.destroy();
        made.stdout.destroy();
      }
    );
    made.stdin.on('error', () => undefined);
    made.stdout.on('data', (bytes: Buffer) => {
      heard = performance.now();
      read(bytes);
    });
    made.stdin.write(encodeFrame(objectFrame(FRAME.hello, 0, session.hello())));
    await finished(made.stdout).catch(() => undefined);
    session.detach(made.stdin);
    made.stdin.destroy();
    link = undefined;
    return isGreeted && !isRefused;
  }

  async function keep(): Promise<void> {
    let pause = FIRST_PAUSE;
    while (!isClosed) {
      try {
        const made = await dial();
        if (isClosed) {
          made.stdin.destroy();
          return;
        }
        pause = (await follow(made)) ? FIRST_PAUSE : pause;
      } catch (error) {
        const problem = error instanceof AtelierError ? error : unreachable(error);
        if (problem.code === 'not-found' || problem.code === 'not-running') {
          end = problem;
          close();
          return;
        }
        told(problem);
      }
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  function close(): void {
    isClosed = true;
    stopped.abort();
    link?.stdin.destroy();
    streams.destroy();
    wake();
  }
  void keep();

  /** @throws AtelierError `engine-unreachable` when there is none in time, or what was final */
  async function joined(patience = FIRST_PATIENCE): Promise<void> {
    if (!link && !isClosed) {
      const timer = new AbortController();
      await Promise.race([
        new Promise<void>(resolve => arrivals.push(resolve)),
        sleep(patience, undefined, { signal: timer.signal }).catch(() => undefined)
      ]);
      timer.abort();
    }
    if (!link) {
      throw end ?? unreachable();
    }
  }

  return {
    get isClosed() {
      return isClosed;
    },
    joined,
    close,
    /** One that nobody can join any more has ended. */
    open: (target: Target): Duplex =>
      isClosed ? new PassThrough().destroy() : streams.open(target),
    /** @throws AtelierError `engine-unreachable` at once while the agent is not reached, or what was final */
    async call<N extends CallName>(call: N, argument: Calls[N][0], patience = PATIENCE) {
      const over = link;
      if (!over) {
        throw end ?? unreachable();
      }
      const stream = streams.open({ call, argument } satisfies Target);
      stream.end();
      const asked = performance.now();
      const timer = setTimeout(() => {
        stream.destroy();
        if (heard < asked) {
          over.stdin.destroy(); // nobody is there, whatever the connection says
          over.stdout.destroy();
        }
      }, patience);
      try {
        const answer = JSON.parse(await text(stream)) as Answer;
        if ('problem' in answer) {
          throw new AtelierError('engine-failed', answer.problem, {
            remedy: 'Restart the instance.'
          });
        }
        return answer.result as Calls[N][1];
      } catch (error) {
        throw error instanceof AtelierError ? error : unreachable(error);
      } finally {
        clearTimeout(timer);
      }
    }
  };
}

const unreachable = (cause?: unknown): AtelierError =>
  new AtelierError('engine-unreachable', 'The container on its engine elsewhere does not answer.', {
    remedy: 'Check that its machine is up and is reached: `atelier attached test` says more.',
    cause
  });
