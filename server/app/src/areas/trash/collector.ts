import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage, StoredBlob } from '../../drivers/storage/index.ts';
import type { Clock } from '../../identity.ts';
import type { PurgedAmounts, TrashScope, TrashShelf } from '../../trash.ts';
import type { Change, Changes } from '../system/index.ts';
import { createCollectionStore } from './collections.store.ts';
import type { CollectionRow, Progress } from './collections.store.ts';
import { grouped } from './content-check.ts';
import type { ContentCheck } from './content-check.ts';

export interface CollectorOptions {
  database: Database;
  storage: Storage;
  changes: Changes;
  clock: Clock;
  log: Logger;
  shelves: readonly TrashShelf[];
  check: ContentCheck;
  /** Sorts in what was acknowledged, so that the tables say all that is referred to. */
  settle(): Promise<void>;
}

export interface CollectionWork {
  scope: TrashScope;
  idleBefore: number;
  /** Whether only the content of what is meant is looked at. */
  chosenOnly: boolean;
}

/** Contents of chosen things that are remembered while their rows go; with more, all are looked at. */
const REMEMBERED = 100_000;
const TOLD_EVERY = 250;

export type Collector = ReturnType<typeof createCollector>;

/**
 * Deletes for good: first rows, then the content that nothing refers to any more. Whatever stops it
 * between the two leaves content that the next one finds, never a row whose content is gone.
 */
export function createCollector(options: CollectorOptions) {
  const { changes, check, clock, database, log, settle, shelves, storage } = options;
  const store = createCollectionStore(database.queries);
  let stopping = false;
  const underWay = new Set<Promise<void>>();

  async function run(row: CollectionRow, work: CollectionWork): Promise<void> {
    const progress = emptyProgress();
    let told = 0;
    /** @returns whether to go on */
    const goesOn = async (): Promise<boolean> => {
      // SQLite answers at once: without a break nobody else would be heard until all is done.
      await othersTurn();
      if (stopping) {
        return false;
      }
      if (clock() - told < TOLD_EVERY) {
        return true;
      }
      told = clock();
      changes.progress(subjectOf(row));
      return store.tell(row.id, progress, told);
    };
    let state: CollectionRow['state'] = 'finished';
    let error: string | null = null;
    try {
      await settle();
      const chosen = work.chosenOnly ? await contentOf(work.scope) : undefined;
      const isWhole =
        (await purgeAll(work.scope, progress, goesOn)) &&
        (await collectAll(chosen, work, progress, goesOn));
      if (!isWhole) {
        state = stopping ? 'interrupted' : 'cancelled';
      }
    } catch (failure) {
      log.error({ err: failure }, 'a collection has failed');
      state = 'failed';
      error = 'The server could not finish it; its log says why. Begin another collection.';
    }
    await finish(row, { state, error, progress: JSON.stringify(progress) });
  }

  async function finish(row: CollectionRow, end: Partial<CollectionRow>): Promise<void> {
    await changes.commit(async (queries, announce) => {
      const within = createCollectionStore(queries);
      await within.update(row.id, { ...end, heard_at: clock(), ended_at: clock() });
      announce({ ...subjectOf(row), action: 'updated' });
    });
  }

  /** What the rows of a scope refer to; undefined when that is too much to keep in mind. */
  async function contentOf(scope: TrashScope): Promise<Set<string> | undefined> {
    const found = new Set<string>();
    for await (const page of check.contents(scope)) {
      page.forEach(sha256 => found.add(sha256));
      if (found.size > REMEMBERED) {
        return undefined;
      }
    }
    return found;
  }

  async function purgeAll(
    scope: TrashScope,
    progress: Progress,
    goesOn: () => Promise<boolean>
  ): Promise<boolean> {
    for (const shelf of shelves) {
      for (;;) {
        if (!(await goesOn())) {
          return false;
        }
        const purged = await changes.commit((queries, announce) =>
          shelf.purge(queries, announce, scope)
        );
        if (!purged) {
          break;
        }
        for (const [name, number] of Object.entries(purged)) {
          progress[name as keyof PurgedAmounts] += number;
        }
      }
    }
    return true;
  }

  async function collectAll(
    chosen: Set<string> | undefined,
    { idleBefore }: CollectionWork,
    progress: Progress,
    goesOn: () => Promise<boolean>
  ): Promise<boolean> {
    progress.phase = 'content';
    const source = chosen ? presentOf(chosen) : storage.idleSince(idleBefore);
    for await (const group of grouped(source)) {
      if (!(await goesOn())) {
        return false;
      }
      const removed = await collectGroup(group, idleBefore);
      progress.examined += group.length;
      progress.freed.count += removed.length;
      progress.freed.bytes += removed.reduce((sum, { size }) => sum + size, 0);
    }
    return true;
  }

  async function* presentOf(sha256s: Iterable<string>): AsyncGenerator<StoredBlob> {
    for (const sha256 of sha256s) {
      const blob = await storage.find(sha256);
      if (blob) {
        yield blob;
      }
    }
  }

  async function collectGroup(group: StoredBlob[], idleBefore: number): Promise<StoredBlob[]> {
    const unreferred = async (sha256s: string[]): Promise<Set<string>> => {
      const referred = await check.referred(sha256s);
      return new Set(sha256s.filter(sha256 => !referred.has(sha256)));
    };
    const candidates = [...(await unreferred(group.map(({ sha256 }) => sha256)))];
    return candidates.length ? storage.collect(candidates, idleBefore, unreferred) : [];
  }

  return {
    /** Begins the work; the row of the collection tells how far it has come. */
    begin(row: CollectionRow, work: CollectionWork): Promise<void> {
      const done = run(row, work).catch((err: unknown) =>
        log.error({ err }, 'the end of a collection could not be stored')
      );
      underWay.add(done);
      return done.finally(() => underWay.delete(done));
    },
    async stop(): Promise<void> {
      stopping = true;
      await Promise.all(underWay);
    }
  };
}

export function emptyProgress(): Progress {
  return {
    phase: 'rows',
    experiments: 0,
    runs: 0,
    loggedModels: 0,
    examined: 0,
    freed: { count: 0, bytes: 0 }
  };
}

export function subjectOf(row: CollectionRow): Omit<Change, 'action'> {
  return { kind: 'trash', workspaceId: row.workspace_id, subjectId: row.id, name: '' };
}
