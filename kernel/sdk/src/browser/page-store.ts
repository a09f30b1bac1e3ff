import { openDB } from 'idb';
import type { DBSchema } from 'idb';

/** One entry of a journal, numbered from 1, as it goes over the wire. */
export interface PageEntry {
  seq: number;
  text: string;
}

/** Where the entries of one run of one page belong. */
export interface PageJournalRecord {
  source: string;
  run: string;
  /** Address of the server that it is meant for. */
  url: string;
  /** As it was asked for, or its id once the server has told it. */
  workspace: string;
}

/** Keeps what a page has logged until the server has it. */
export interface PageStore {
  open(record: PageJournalRecord): Promise<void>;
  /** Journals that are not wholly on the server, of this and of earlier pages. */
  journals(): Promise<PageJournalRecord[]>;
  put(source: string, entries: readonly PageEntry[]): Promise<void>;
  /** Those that are not confirmed, by number. */
  all(source: string): Promise<PageEntry[]>;
  /** Forgets the entries up to a number. */
  confirm(source: string, seq: number): Promise<void>;
  remove(source: string): Promise<void>;
}

interface Schema extends DBSchema {
  journals: { key: string; value: PageJournalRecord };
  entries: { key: [string, number]; value: string };
}

const NAME = 'atelier-runs';

const upTo = (source: string, seq: number) => IDBKeyRange.bound([source, 0], [source, seq]);

/** In the browser's IndexedDB: it outlives the page, its tab and the browser. */
export async function openIndexedStore(): Promise<PageStore> {
  const db = await openDB<Schema>(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('journals', { keyPath: 'source' });
      fresh.createObjectStore('entries');
    }
  });
  return {
    async open(record) {
      await db.put('journals', record);
    },
    journals: () => db.getAll('journals'),
    async put(source, entries) {
      const transaction = db.transaction('entries', 'readwrite', { durability: 'strict' });
      for (const { seq, text } of entries) {
        void transaction.store.put(text, [source, seq]);
      }
      await transaction.done;
    },
    async all(source) {
      const range = upTo(source, Infinity);
      const [keys, texts] = await Promise.all([
        db.getAllKeys('entries', range),
        db.getAll('entries', range)
      ]);
      return keys.map(([, number], index) => ({ seq: number, text: texts[index] }));
    },
    confirm: (source, seq) => db.delete('entries', upTo(source, seq)),
    async remove(source) {
      await db.delete('entries', upTo(source, Infinity));
      await db.delete('journals', source);
    }
  };
}

/** In memory, where the browser keeps nothing: it ends with the page. */
export function createMemoryStore(): PageStore {
  const records = new Map<string, PageJournalRecord>();
  const entries = new Map<string, PageEntry[]>();
  const of = (source: string): PageEntry[] => entries.get(source) ?? [];
  return {
    open: async record => void records.set(record.source, record),
    journals: async () => [...records.values()],
    put: async (source, added) => void entries.set(source, [...of(source), ...added]),
    all: async source => of(source),
    confirm: async (source, seq) =>
      void entries.set(
        source,
        of(source).filter(entry => entry.seq > seq)
      ),
    async remove(source) {
      records.delete(source);
      entries.delete(source);
    }
  };
}
