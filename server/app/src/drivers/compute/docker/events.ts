import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { EngineEvent } from '../engine.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

interface Told {
  Type?: string;
  Action?: string;
  Actor?: { ID: string; Attributes?: Record<string, string> };
}

/** Listens for as long as wanted: an engine that was restarted is heard again. */
export async function* eventsOf(
  docker: Docker,
  labels: string[],
  signal: AbortSignal,
  workloadOf: (container: string, attributes: Record<string, string>) => string = id => id
): AsyncGenerator<EngineEvent> {
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    try {
      const stream = (await docker.getEvents({
        filters: { type: ['container'], label: labels },
        abortSignal: signal
      })) as Readable;
      pause = FIRST_PAUSE;
      yield { type: 'reconnected' };
      for await (const line of linesOf(stream)) {
        const event = eventOf(JSON.parse(line) as Told, workloadOf);
        if (event) {
          yield event;
        }
      }
    } catch {
      // Told by `reconnected` once it is back.
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const text of stream as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    yield* lines.filter(line => line.trim());
  }
}

function eventOf(
  { Action: action = '', Actor: actor }: Told,
  workloadOf: (container: string, attributes: Record<string, string>) => string
): EngineEvent | undefined {
  const attributes = actor?.Attributes ?? {};
  const workload = workloadOf(actor?.ID ?? '', attributes);
  const code = Number(attributes.exitCode ?? 0);
  switch (action) {
    case 'start':
      return { type: 'started', workload };
    case 'die':
      return { type: 'exited', workload, code };
    case 'destroy':
      return { type: 'removed', workload };
    case 'oom':
      return { type: 'out-of-memory', workload };
    case 'exec_die':
      return { type: 'execution-ended', workload, execution: attributes.execID ?? '', code };
    default:
      return undefined;
  }
}
