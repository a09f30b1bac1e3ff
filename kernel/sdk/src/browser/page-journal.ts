import { AtelierError } from '@atelier-ml/api';
import { backoff } from '../journal/backoff.ts';
import type { PageServer } from './page-server.ts';
import type { PageEntry, PageJournalRecord, PageStore } from './page-store.ts';

export interface PageJournalOptions {
  record: PageJournalRecord;
  store: Promise<PageStore>;
  server: PageServer;
  /** Entries that the store holds already: of a page that is gone. */
  held?: number;
  warn(message: string): void;
}

/** The journal of one run in a page: kept in the browser, sent in the background. */
export interface PageJournal {
  /** @param lines entries as JSON, each ended by a newline */
  append(lines: string): void;
  /** Nothing follows. */
  close(): void;
  unsynced(): number;
  /** True once the server has all, false if it has not within the time or refuses it. */
  flush(milliseconds: number): Promise<boolean>;
  /** Tries to get out what the page's end would hold up. */
  hurry(): void;
  /** Resolves when there is nothing more to do for it. */
  readonly done: Promise<void>;
}

const MOST_ENTRIES = 2_000;
const HEARTBEAT = 15_000;
/** Bytes that browsers let a page send as it goes. */
const MOST_AT_LAST = 60_000;

/** Codes of answers that another try does not change. */
const FINAL = new Set([
  'run-ended',
  'run-deleted',
  'invalid-input',
  'invalid-content',
  'too-large',
  'sequence-gap'
]);

export function createPageJournal(options: PageJournalOptions): PageJournal {
  const { server, store: opening, warn } = options;
  let { record } = options;
  const { source } = record;
  const done = Promise.withResolvers<void>();
  let added = options.held ?? 0;
  let confirmed = 0;
  let closed = false;
  let refused = false;
  let resolved = false;
  let unwritten: PageEntry[] = [];
  let writing: Promise<void> | undefined;
  let wake: (() => void) | undefined;
  const waiting = new Set<() => void>();

  const rouse = (): void => wake?.();
  const rest = (milliseconds: number): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => (clearTimeout(timer), resolve());
    });
  const tell = (): void => waiting.forEach(check => check());
  const settled = (): boolean => refused || confirmed >= added;

  /** Entries of a turn of the page's loop go into the browser's store together. */
  const write = async (): Promise<void> => {
    const store = await opening;
    while (unwritten.length > 0) {
      const entries = unwritten;
      unwritten = [];
      try {
        await store.put(source, entries);
      } catch (error) {
        unwritten = [...entries, ...unwritten];
        warn(`The browser keeps no more of this run (${String(error)}); it waits in memory.`);
        break;
      }
    }
    writing = undefined;
    rouse();
  };

  const next = async (store: PageStore): Promise<PageEntry[]> => {
    await writing;
    const stored = await store.after(source, confirmed, MOST_ENTRIES);
    const last = stored.at(-1)?.seq ?? confirmed;
    const loose = unwritten.filter(({ seq }) => seq > last);
    return [...stored, ...loose].slice(0, MOST_ENTRIES);
  };

  async function step(store: PageStore): Promise<'sent' | 'idle' | 'done'> {
    const entries = await next(store);
    if (entries.length === 0 && closed) {
      await store.remove(source);
      return 'done';
    }
    if (entries.length === 0 && confirmed === 0) {
      return 'idle';
    }
    if (!resolved) {
      record = { ...record, workspace: await server.resolve(record.workspace) };
      await store.open(record);
      resolved = true;
    }
    const durable = await server.send(record, entries);
    confirmed = Math.max(confirmed, durable);
    unwritten = unwritten.filter(({ seq }) => seq > confirmed);
    await store.confirm(source, confirmed);
    return entries.length > 0 ? 'sent' : 'idle';
  }

  async function work(): Promise<void> {
    const store = await opening;
    await store.open(record);
    let failures = 0;
    for (;;) {
      try {
        const outcome = await step(store);
        failures = 0;
        tell();
        if (outcome === 'done') {
          return;
        }
        if (outcome === 'idle') {
          await rest(HEARTBEAT);
        }
      } catch (error) {
        if (error instanceof AtelierError && FINAL.has(error.code)) {
          refused = true;
          warn(`The server does not take run ${record.run}: ${error.message}`);
          await store.remove(source);
          tell();
          return;
        }
        await rest(backoff(++failures));
      }
    }
  }
  void work().finally(done.resolve);

  return {
    append(lines) {
      for (const line of lines.split('\n').slice(0, -1)) {
        const seq = ++added;
        unwritten.push({ seq, text: `{"seq":${seq},${line.slice(1)}` });
      }
      writing ??= Promise.resolve().then(write);
    },
    close() {
      closed = true;
      rouse();
    },
    unsynced: () => (refused ? 0 : added - confirmed),
    async flush(milliseconds) {
      rouse();
      await writing;
      const whole = Promise.withResolvers<void>();
      const check = () => (settled() ? whole.resolve() : undefined);
      waiting.add(check);
      check();
      const timer = setTimeout(whole.resolve, milliseconds);
      await whole.promise;
      clearTimeout(timer);
      waiting.delete(check);
      return settled() && !refused;
    },
    hurry() {
      const text = unwritten.map(entry => entry.text).join();
      if (resolved && unwritten[0]?.seq === confirmed + 1 && text.length < MOST_AT_LAST) {
        server.send(record, unwritten, true).catch(() => undefined);
      }
      rouse();
    },
    done: done.promise
  };
}
