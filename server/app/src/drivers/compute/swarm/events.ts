import { setTimeout as pause } from 'node:timers/promises';
import { eventsOf, pairs } from '../docker/index.ts';
import type { EngineEvent } from '../engine.ts';
import type { Nodes } from './nodes.ts';

/** Milliseconds between two looks for machines that have joined. */
const LOOK_EVERY = 10_000;
const SERVICE = 'com.docker.swarm.service.id';

interface SwarmEventsOptions {
  nodes: Nodes;
  labels: Record<string, string>;
  signal: AbortSignal;
}

/** What the machines of a Swarm tell of the containers of services, as one. */
export async function* swarmEvents(options: SwarmEventsOptions): AsyncGenerator<EngineEvent> {
  const { labels, nodes, signal } = options;
  const waiting: EngineEvent[] = [];
  const heard = new Set<string>();
  let wake = (): void => undefined;
  const label = pairs(labels);
  /** Machines that were there at the beginning and are not listened to yet. */
  let awaited = Infinity;

  function tell(event: EngineEvent): void {
    waiting.push(event);
    wake();
  }

  async function hear(id: string): Promise<void> {
    const node = await nodes.find(id);
    const { docker } = await nodes.door(node!);
    const told = eventsOf(docker, label, signal, (_, attributes) => attributes[SERVICE] ?? '');
    for await (const event of told) {
      const isFirst = event.type === 'reconnected' && awaited > 0;
      if (isFirst && --awaited > 0) {
        continue;
      }
      tell(
        event.type === 'execution-ended'
          ? { ...event, execution: `${id}/${event.execution}` }
          : event
      );
    }
  }

  async function look(): Promise<void> {
    const news = (await nodes.list()).filter(({ id, isUp }) => isUp && !heard.has(id));
    awaited = Math.min(awaited, news.length);
    for (const { id } of news) {
      heard.add(id);
      hear(id).catch(() => heard.delete(id));
    }
  }

  const looking = (async () => {
    while (!signal.aborted) {
      await look().catch(() => undefined);
      await pause(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
    }
    wake();
  })();
  while (!signal.aborted) {
    const event = waiting.shift();
    if (event) {
      yield event;
    } else {
      await new Promise<void>(resolve => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
  await looking;
}
