import { entryLine, toKey, toText } from '../tracking/entry-text.ts';
import { checkRunOptions } from '../tracking/run-options.ts';
import type { RunOptions } from '../tracking/run-options.ts';
import { createPageJournal } from './page-journal.ts';
import type { PageJournal } from './page-journal.ts';
import { createPageServer } from './page-server.ts';
import type { PageServerOptions } from './page-server.ts';
import { PageRun } from './page-run.ts';
import { createMemoryStore, openIndexedStore } from './page-store.ts';
import type { PageJournalRecord, PageStore } from './page-store.ts';

export interface PageTrackerOptions extends PageServerOptions {
  /** Id or name; the user's active workspace when left out. */
  workspace?: string;
  /** Shows a sentence to whoever develops the page; the console when left out. */
  warn?(message: string): void;
}

/** What a page's run may be given; see `RunOptions` of Node. */
export type PageRunOptions<M extends string, P extends string> = Pick<
  RunOptions<M, P>,
  'experiment' | 'name' | 'metrics' | 'params' | 'tags' | 'workspace'
>;

/** Starts runs in a page. */
export interface PageTracker {
  /** @throws AtelierError `invalid-input` for an experiment or a name that is not acceptable */
  startRun<M extends string = string, P extends string = string>(
    options: PageRunOptions<M, P>
  ): PageRun<M, P>;
  /** Entries of this page that the server has not confirmed. */
  unsynced(): number;
  /** Waits until the server has all that this page has logged. */
  flush(milliseconds?: number): Promise<boolean>;
  /** What pages that are gone have left in this browser has been sent, or nobody answers. */
  readonly recovered: Promise<void>;
}

/** Also where the page was not fetched safely, which has no `randomUUID`. */
const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('');

/**
 * Logs runs from a web page of the same origin as the server, e.g. one that Jupyter serves. What
 * the server does not have yet outlives the page in the browser's IndexedDB.
 */
export function createPageTracker(options: PageTrackerOptions): PageTracker {
  const server = createPageServer(options);
  const warn = options.warn ?? (message => console.warn(message));
  const store: Promise<PageStore> = openIndexedStore().catch(() => {
    warn(
      'This browser keeps nothing for pages: runs are lost with the page if the server is not there.'
    );
    return createMemoryStore();
  });
  const journals = new Set<PageJournal>();

  const open = (record: PageJournalRecord): PageJournal => {
    const journal = createPageJournal({ record, store, server, warn });
    journals.add(journal);
    void whileHeld(record.source, () => journal.done).finally(() => journals.delete(journal));
    return journal;
  };

  async function recover(): Promise<void> {
    const kept = await store;
    const left = (await kept.journals()).filter(({ url }) => url === server.url);
    await Promise.all(
      left.map(record => {
        const tried = Promise.withResolvers<void>();
        const work = ifFree(record.source, () => sendLeft(record, kept, tried.resolve));
        return Promise.race([work, tried.promise]);
      })
    );
  }

  /** Brings the journal of a page that is gone to an end, and sends it. */
  async function sendLeft(
    record: PageJournalRecord,
    kept: PageStore,
    onTried: () => void
  ): Promise<void> {
    const held = await kept.all(record.source);
    if (held.length === 0) {
      await kept.remove(record.source);
      return;
    }
    const journal = createPageJournal({ record, store, server, held, warn });
    void journal.tried.then(onTried);
    if (!held.at(-1)?.text.includes('"type":"end"')) {
      const error = 'The page that logged this run was closed before the run was ended.';
      journal.append(entryLine(Date.now(), { type: 'end', status: 'killed', error }));
    }
    journal.close();
    await journal.done;
  }

  globalThis.addEventListener?.('pagehide', () => journals.forEach(journal => journal.hurry()));
  globalThis.addEventListener?.('online', () => journals.forEach(journal => journal.hurry()));
  const recovered = recover().catch((error: unknown) => warn(String(error)));

  return {
    startRun<M extends string, P extends string>(given: PageRunOptions<M, P>) {
      checkRunOptions(given as RunOptions);
      const id = newId();
      const { experiment, metrics = {}, name = id.slice(0, 8), tags = {} } = given;
      const workspace = given.workspace ?? options.workspace ?? '~';
      const journal = open({ source: newId(), run: id, url: server.url, workspace });
      const run = new PageRun<M, P>({ id, name, experiment, journal, warn });
      const told = Object.entries(tags).map(([key, value]) => [toKey(key), toText(value, 8_000)]);
      run.record('startRun', {
        type: 'start',
        experiment,
        name,
        tags: Object.fromEntries(told) as Record<string, string>,
        environment: { page: location.origin + location.pathname, browser: navigator.userAgent }
      });
      for (const [key, { goal = null, unit = null }] of Object.entries<MetricNote>(metrics)) {
        run.record('startRun', { type: 'metric-definition', key: toKey(key), unit, goal });
      }
      run.params(given.params ?? {});
      return run;
    },
    unsynced: () => [...journals].reduce((sum, journal) => sum + journal.unsynced(), 0),
    async flush(milliseconds = 10_000) {
      const flushed = await Promise.all([...journals].map(one => one.flush(milliseconds)));
      return flushed.every(Boolean);
    },
    recovered
  };
}

type MetricNote = { goal?: 'maximize' | 'minimize'; unit?: string };

const lockName = (source: string): string => `atelier-run-${source}`;

/** Tells other pages that the journal's page lives. */
async function whileHeld(source: string, work: () => Promise<void>): Promise<void> {
  await (navigator.locks?.request(lockName(source), work) ?? work());
}

/** Does it when the journal's page is gone; without locks nobody can tell, so nothing is done. */
async function ifFree(source: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks?.request(lockName(source), { ifAvailable: true }, async lock => {
    if (lock) {
      await work();
    }
  });
}
