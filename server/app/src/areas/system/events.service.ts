import type { StudioEvent } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { EventStream } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Change, Changes } from './changes.ts';
import { createEventStore } from './events.store.ts';
import { createMailbox } from './mailbox.ts';
import type { Mailbox } from './mailbox.ts';
import { createProgressGate } from './progress.ts';

const KEPT = 10_000;
const PRUNED_EVERY = 500;
const PAGE = 1_000;
const MAILBOX = 5_000;
const HEARTBEAT = 5_000;
const PROGRESS_INTERVAL = 100;

export interface Events extends Changes {
  /**
   * All changes from now on; with `lastEventId`, first what was missed since, or a `reset` when
   * that is no longer known.
   */
  stream(options: { lastEventId?: string; signal: AbortSignal }): EventStream;
  /** Tells of each change that this server has stored. */
  watch(listener: (change: Change) => void): void;
  /** Ends all streams. */
  stop(): void;
}

export interface EventsOptions {
  database: Database;
  clock: Clock;
  /** Stored events that are kept for readers who come back. */
  kept?: number;
  /** Milliseconds of silence after which a stream gives a sign of life. */
  heartbeat?: number;
}

/** Must be made after the migrations have run. */
export async function createEvents(options: EventsOptions): Promise<Events> {
  const { clock, database, kept = KEPT, heartbeat = HEARTBEAT } = options;
  const store = createEventStore(database.queries, database.kind);
  const readers = new Set<Mailbox>();
  let latest = (await store.range()).latest;
  let sincePruned = 0;
  const listeners: ((change: Change) => void)[] = [];

  const tell = (text: string): void => {
    for (const reader of readers) {
      reader.post(text);
    }
  };
  const gate = createProgressGate<Omit<Change, 'action'>>(change => {
    tell(formatEvent({ ...change, action: 'progressed', id: latest, at: clock() }));
  }, PROGRESS_INTERVAL);

  async function prune(added: number): Promise<void> {
    sincePruned += added;
    if (sincePruned >= Math.min(PRUNED_EVERY, kept)) {
      sincePruned = 0;
      await store.deleteUpTo(latest - kept);
    }
  }

  /** What the reader missed, and up to which event it now knows. */
  async function* missed(since: number): AsyncGenerator<string, number> {
    const { latest: newest, oldest } = await store.range();
    if (since > newest || since < oldest - 1) {
      yield formatReset(newest);
      return newest;
    }
    let position = since;
    for (;;) {
      const events = await store.after(position, PAGE);
      for (const event of events) {
        yield formatEvent(event);
        position = event.id;
      }
      if (events.length < PAGE) {
        return position;
      }
    }
  }

  async function* read(mailbox: Mailbox, since: number | undefined): EventStream {
    try {
      let position = latest;
      if (since === undefined) {
        // So that a reader that is cut off before the first change resumes from here.
        yield `id: ${latest}\n\n`;
      } else {
        position = yield* missed(since);
      }
      for (;;) {
        const texts = await mailbox.next(heartbeat);
        if (!texts) {
          return;
        }
        if (mailbox.takeOverflow()) {
          yield formatReset(latest);
          position = latest;
          continue;
        }
        // What was posted while the missed ones were read may be among those.
        const fresh = texts.filter(text => (idOf(text) ?? Infinity) > position);
        yield fresh.join('') || 'event: heartbeat\ndata: {}\n\n';
      }
    } finally {
      readers.delete(mailbox);
    }
  }

  return {
    async commit(work) {
      const { result, stored } = await database.transaction(async queries => {
        const announced: Change[] = [];
        const value = await work(queries, change => announced.push(change));
        const events = announced.length
          ? await createEventStore(queries, database.kind).append(announced, clock())
          : [];
        return { result: value, stored: events };
      });
      for (const event of stored) {
        latest = Math.max(latest, event.id);
        tell(formatEvent(event));
        listeners.forEach(listener => listener(event));
      }
      await prune(stored.length);
      return result;
    },
    progress: change => gate.offer(change.subjectId, change),
    watch: listener => void listeners.push(listener),
    stream({ lastEventId, signal }) {
      const mailbox = createMailbox(MAILBOX);
      readers.add(mailbox);
      signal.addEventListener('abort', () => {
        readers.delete(mailbox);
        mailbox.close();
      });
      const since = lastEventId === undefined ? undefined : Number(lastEventId);
      return read(mailbox, Number.isSafeInteger(since) ? since : undefined);
    },
    stop() {
      gate.close();
      readers.forEach(reader => reader.close());
    }
  };
}

function formatEvent(event: StudioEvent): string {
  const id = event.action === 'progressed' ? '' : `id: ${event.id}\n`;
  return `${id}event: change\ndata: ${JSON.stringify(event)}\n\n`;
}

function formatReset(latest: number): string {
  return `id: ${latest}\nevent: reset\ndata: {}\n\n`;
}

function idOf(text: string): number | undefined {
  const id = /^id: (\d+)/.exec(text)?.[1];
  return id === undefined ? undefined : Number(id);
}
