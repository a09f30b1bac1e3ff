import { AtelierError } from '@atelier-ml/api';
import { problemOf } from '../../drivers/database/index.ts';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Clock } from '../../identity.ts';
import type { Change, Changes } from '../system/index.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Outcome } from './group-commit.ts';
import { storeBatch } from './journal-batch.ts';
import type { Batch, NumberedBatch, StoredBatch } from './journal-batch.ts';
import type { LooseEntry } from './journal-fold.ts';
import { createJournalStore } from './journal.store.ts';

/** Requests that share one transaction: more would keep others from the database for too long. */
const GROUP = 64;

export interface Journal {
  /**
   * Stores a batch, once however often it is sent. What it resolves to is durable.
   * @throws AtelierError `not-found`, `sequence-gap`, `invalid-content`
   */
  append(batch: NumberedBatch): Promise<{ acknowledged: number }>;
  /**
   * Stores what a writer says that does not number its entries: sent again, it is stored again,
   * but for points that are the same in key, step, time and value. Opens a run whose first entry
   * is a `start`. What it resolves to is durable.
   * @throws AtelierError `not-found`, `run-deleted`, `invalid-content`, `invalid-input`
   */
  log(batch: LooseLog): Promise<void>;
}

export interface LooseLog {
  /** The workspace that the run must lie in, or is opened in. */
  workspaceId: string;
  runId: string;
  entries: LooseEntry[];
  /** A param that says otherwise than before refuses the whole with `invalid-input`. */
  strictParams?: boolean;
}

export interface JournalOptions {
  database: Database;
  storage: Storage;
  changes: Changes;
  clock: Clock;
}

export function createJournal({ changes, clock, database, storage }: JournalOptions): Journal {
  const { kind } = database;

  /** One batch of a group: if it fails, the others go on. */
  async function attempt(
    queries: Queries,
    batch: Batch,
    announce: (change: Change) => void
  ): Promise<Outcome<StoredBatch>> {
    const store = createJournalStore(queries, kind);
    await store.savepoint();
    try {
      const result = await storeBatch(queries, kind, batch, clock());
      await store.release();
      result.changes.forEach(announce);
      return { result };
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined && problem !== 'unique' && problem !== 'reference') {
        // The database itself fails: so has the whole group.
        throw error;
      }
      await store.rollBack();
      await store.release();
      return { error };
    }
  }

  const commitInGroup = createGroupCommit<Batch, StoredBatch>(
    batches =>
      changes.commit(async (queries, announce) => {
        const outcomes: Outcome<StoredBatch>[] = [];
        for (const batch of batches) {
          outcomes.push(await attempt(queries, batch, announce));
        }
        return outcomes;
      }),
    GROUP
  );

  async function store(batch: Batch): Promise<{ acknowledged: number }> {
    await requireContent(batch.entries, storage);
    const { acknowledged, run } = await commitInGroup(batch);
    if (batch.entries.some(({ type }) => type === 'metric' || type === 'log')) {
      changes.progress({
        kind: 'run',
        workspaceId: run.workspace_id,
        subjectId: run.id,
        name: run.name
      });
    }
    return { acknowledged };
  }

  return {
    append: store,
    async log({ workspaceId, ...batch }) {
      await store({ ...batch, workspace: { id: workspaceId }, anyWorkspace: false });
    }
  };
}

/** An artifact is logged after its bytes have been stored. */
async function requireContent(entries: readonly LooseEntry[], storage: Storage): Promise<void> {
  for (const entry of entries) {
    if (entry.type !== 'artifact') {
      continue;
    }
    const blob = await storage.claim(entry.sha256);
    if (blob?.size !== entry.size) {
      throw new AtelierError(
        'invalid-content',
        blob
          ? `The stored content of the artifact “${entry.path}” has ${blob.size} bytes, not ${entry.size}.`
          : `The content of the artifact “${entry.path}” (${entry.sha256}) is not stored here.`,
        { remedy: 'Upload it with POST /api/blobs, then send the batch again.' }
      );
    }
  }
}
