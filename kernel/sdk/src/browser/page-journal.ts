import { AtelierError } from '@atelier-ml/api';
import { backoff } from '../journal/backoff.ts';
import type { PageServer } from './page-server.ts';
import type { PageEntry, PageJournalRecord, PageStore } from './page-store.ts';

export interface PageJournalOptions {
  record: PageJournalRecord;
  store: Promise<PageStore>;
  server: PageServer;
  /** Entries of a page that is gone: they are in the store already. */
  held?: readonly PageEntry[];
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
  /** Tries at once, also to get out what the page's end would hold up. */
  hurry(): void;
  /** Resolves when there is nothing more to do for it. */
  readonly done: Promise<void>;
  /** Resolves when it is done or an attempt to send it has failed. */
  readonly tried: Promise<void>;
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
  'too-large'
]);

export function createPageJournal(options: PageJournalOptions): PageJournal {
  const { held = [], server, store: opening, warn } = options;
  let { record } = options;
  const { source } = record;
  const done = Promise.withResolvers<void>();
  const tried = Promise.withResolvers<void>();
  /** What the server has not confirmed, without a gap. The store is read by later pages alone. */
  let pending: PageEntry[] = [...held];
  let added = held.at(-1)?.seq ?? 0;
  let confirmed = added - held.length;
  let unwritten: PageEntry[] = [];
  let closed = false;
  let refused = false;
  let resolved = false;
  let warned = false;
  let wake: { idle: boolean; now(): void } | undefined;
  const waiting = new Set<() => void>();

  /** Work on the store, one after the other: what is confirmed is not written after it was removed. */
  let kept: Promise<void> = Promise.resolve();
  const keep = (work: (store: PageStore) => Promise<void>): Promise<void> =>
    (kept = kept
      .then(async () => work(await opening))
      .catch((error: unknown) => {
        if (!warned) {
          warned = true;
          warn(`The browser keeps no more of this run (${String(error)}); it waits in memory.`);
        }
      }));

  const rest = (milliseconds: number, idle: boolean): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      wake = { idle, now: () => (clearTimeout(timer), resolve()) };
    });
  const settled = (): boolean => refused || pending.length === 0;

  async function step(): Promise<'sent' | 'idle' | 'done'> {
    const entries = pending.slice(0, MOST_ENTRIES);
    if (entries.length === 0 && closed) {
      return 'done';
    }
    if (entries.length === 0 && confirmed === 0) {
      return 'idle';
    }
    if (!resolved) {
      record = { ...record, workspace: await server.resolve(record.workspace) };
      resolved = true;
      void keep(store => store.open(record));
    }
    const durable = await server.send(record, entries);
    if (durable > confirmed) {
      confirmed = durable;
      pending = pending.filter(({ seq }) => seq > durable);
      void keep(store => store.confirm(source, durable));
    }
    return entries.length > 0 ? 'sent' : 'idle';
  }

  async function work(): Promise<void> {
    void keep(store => store.open(record));
    let failures = 0;
    for (;;) {
      try {
        const outcome = await step();
        failures = 0;
        waiting.forEach(check => check());
        if (outcome === 'done') {
          break;
        }
        // An entry may have come while the outcome was on its way.
        if (outcome === 'idle' && pending.length === 0) {
          await rest(HEARTBEAT, true);
        }
      } catch (error) {
        if (error instanceof AtelierError && FINAL.has(error.code)) {
          refused = true;
          warn(`The server does not take run ${record.run}: ${error.message}`);
          waiting.forEach(check => check());
          break;
        }
        tried.resolve();
        await rest(backoff(++failures), false);
      }
    }
    await keep(store => store.remove(source));
  }
  void work().finally(() => {
    done.resolve();
    tried.resolve();
  });

  return {
    append(lines) {
      if (refused) {
        return;
      }
      for (const line of lines.split('\n').slice(0, -1)) {
        const seq = ++added;
        const entry = { seq, text: `{"seq":${seq},${line.slice(1)}` };
        pending.push(entry);
        unwritten.push(entry);
      }
      // Those of one turn of the page's loop are written together.
      void keep(async store => {
        const entries = unwritten;
        unwritten = [];
        if (entries.length > 0) {
          await store.put(source, entries);
        }
      });
      if (wake?.idle) {
        wake.now();
      }
    },
    close() {
      closed = true;
      wake?.now();
    },
    unsynced: () => (refused ? 0 : pending.length),
    async flush(milliseconds) {
      wake?.now();
      const whole = Promise.withResolvers<void>();
      const check = () => (settled() ? whole.resolve() : undefined);
      waiting.add(check);
      check();
      const timer = setTimeout(whole.resolve, milliseconds);
      await whole.promise;
      clearTimeout(timer);
      waiting.delete(check);
      await kept;
      return settled() && !refused;
    },
    hurry() {
      const entries = pending.slice(0, MOST_ENTRIES);
      const size = entries.reduce((sum, { text }) => sum + text.length, 0);
      if (resolved && entries.length > 0 && size < MOST_AT_LAST) {
        server.send(record, entries, true).catch(() => undefined);
      }
      wake?.now();
    },
    done: done.promise,
    tried: tried.promise
  };
}
