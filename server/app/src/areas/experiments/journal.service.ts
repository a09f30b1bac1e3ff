import { AtelierError } from '@atelier-ml/api';
import type { JournalEntry } from '@atelier-ml/api';
import { problemOf } from '../../drivers/database/index.ts';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Clock } from '../../identity.ts';
import type { Change, Changes } from '../system/index.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Outcome } from './group-commit.ts';
import { storeBatch } from './journal-batch.ts';
import type { Batch, StoredBatch } from './journal-batch.ts';
import { createJournalStore } from './journal.store.ts';

/** Requests that share one transaction: more would keep others from the database for too long. */
const GROUP = 64;

export interface Journal {
  /**
   * Stores a batch, once however often it is sent. What it resolves to is durable.
   * @throws AtelierError `not-found`, `sequence-gap`, `invalid-content`
   */
  append(batch: Batch): Promise<{ acknowledged: number }>;
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

  return {
    async append(batch) {
      await requireContent(batch.entries, storage);
      const { acknowledged, run } = await commitInGroup(batch);
      if (batch.entries.some(entry => entry.type === 'metric')) {
        changes.progress({
          kind: 'run',
          workspaceId: run.workspace_id,
          subjectId: run.id,
          name: run.name
        });
      }
      return { acknowledged };
    }
  };
}

/** An artifact is logged after its bytes have been stored. */
async function requireContent(entries: JournalEntry[], storage: Storage): Promise<void> {
  for (const entry of entries) {
    if (entry.type !== 'artifact') {
      continue;
    }
    const blob = await storage.find(entry.sha256);
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
