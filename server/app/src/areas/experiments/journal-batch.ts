import { AtelierError } from '@atelier-ml/api';
import type { JournalEntry } from '@atelier-ml/api';
import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import type { Change } from '../system/index.ts';
import { createExperimentStore } from './experiments.store.ts';
import { copyForkedPoints } from './fork.ts';
import { storeFolded } from './journal-details.ts';
import { foldEntries, newEntries } from './journal-fold.ts';
import type { FoldedBatch, LooseEntry } from './journal-fold.ts';
import { createJournalStore } from './journal.store.ts';
import { heardAt, isSilent, QUIET_PATIENCE } from './staleness.ts';
import type { RunRow } from './tables.ts';

interface BatchTarget {
  workspace: { id: string };
  /** The workspace was named `~`: whichever is active now, a run stays where it began. */
  anyWorkspace: boolean;
  runId: string;
}

/** Entries of one source of one run, as a request has brought them. */
export interface NumberedBatch extends BatchTarget {
  source: string;
  entries: JournalEntry[];
}

/** Entries of a writer that does not number them: what it sends again is stored again. */
export interface LooseBatch extends BatchTarget {
  source?: undefined;
  entries: LooseEntry[];
  /** A param that says otherwise than before refuses the batch. */
  strictParams?: boolean;
}

export type Batch = NumberedBatch | LooseBatch;

export interface StoredBatch {
  acknowledged: number;
  run: RunRow;
  changes: Change[];
}

/** Stores what is new in a batch; the caller rolls back if it throws. */
export async function storeBatch(
  queries: Queries,
  kind: DatabaseKind,
  batch: Batch,
  now: number
): Promise<StoredBatch> {
  const store = createJournalStore(queries, kind);
  const changes: Change[] = [];
  const found = await store.claimRun(batch.runId);
  const run = found ?? (await openRun(queries, store, batch, now, changes));
  if (run.workspace_id !== batch.workspace.id && !batch.anyWorkspace) {
    throw new AtelierError('not-found', 'This run belongs to another workspace.', {
      remedy: 'Send its journal to the workspace in which it was started.'
    });
  }
  if (found && (found.deleted_at ?? found.experiment_deleted_at) !== null) {
    throw new AtelierError('run-deleted', 'This run lies in the trash.', {
      remedy: 'Restore it, then send its journal again.'
    });
  }
  const { acknowledged, entries } = await newOf(store, batch);
  const folded = foldEntries(entries, run.last_position);
  await storeFolded(queries, run, folded, {
    isNew: found === undefined,
    isLoose: batch.source === undefined,
    strictParams: batch.source === undefined && batch.strictParams === true
  });
  // Only what differs: a column that is set anew costs the work of its indexes.
  const course = courseAfter(run, folded, now, batch.source === undefined);
  await store.updateRun(run.id, course);
  const after = { ...run, ...course };
  if (entries.length && batch.source !== undefined) {
    await store.acknowledge(run.id, batch.source, acknowledged + entries.length);
  }
  if (found && tellsNews(found, after, folded)) {
    changes.push(changeOf(after, 'updated'));
  }
  if (!found || after.status !== run.status) {
    await store.touchExperiment(run.experiment_id, now);
  }
  return { acknowledged: acknowledged + entries.length, run: after, changes };
}

type JournalStore = ReturnType<typeof createJournalStore>;

async function newOf(
  store: JournalStore,
  batch: Batch
): Promise<{ acknowledged: number; entries: LooseEntry[] }> {
  if (batch.source === undefined) {
    return { acknowledged: 0, entries: batch.entries };
  }
  const acknowledged = await store.acknowledged(batch.runId, batch.source);
  return { acknowledged, entries: newEntries(batch.entries, acknowledged) };
}

async function openRun(
  queries: Queries,
  store: JournalStore,
  batch: Batch,
  now: number,
  changes: Change[]
): Promise<RunRow> {
  const [start] = batch.entries;
  if (await store.isDeleted(batch.runId)) {
    throw new AtelierError('run-deleted', 'This run was deleted for good.', {
      remedy: 'Discard what is left of its journal.'
    });
  }
  if (start?.type !== 'start') {
    throw new AtelierError('not-found', 'There is no such run.', {
      remedy: 'Open it with a `start` entry as the first one of its journal.'
    });
  }
  const experiment = await createExperimentStore(queries).open(
    batch.workspace.id,
    start.experiment,
    now
  );
  await store.insertRun({
    id: batch.runId,
    workspace_id: batch.workspace.id,
    experiment_id: experiment.id,
    name: start.name || batch.runId.slice(0, 8),
    status: 'running',
    error: null,
    parent_id: start.parent ?? null,
    user_name: start.user ?? null,
    notebook: start.notebook ?? null,
    forked_from_run: start.forkedFrom?.run ?? null,
    forked_from_step: start.forkedFrom?.step ?? null,
    environment: JSON.stringify(start.environment),
    started_at: start.at,
    ended_at: null,
    updated_at: now,
    heard_at: batch.source === undefined ? now + QUIET_PATIENCE : now,
    last_position: 0,
    deleted_at: null
  });
  const run = (await store.claimRun(batch.runId))!;
  if (experiment.made) {
    const { id, name } = experiment;
    const workspaceId = batch.workspace.id;
    changes.push({ kind: 'experiment', action: 'created', workspaceId, subjectId: id, name });
  }
  changes.push(changeOf(run, 'created'));
  return { ...run, last_position: await copyForkedPoints(queries, run) };
}

/** What the batch makes of the run's own row. Points may come after the end: none is refused. */
function courseAfter(
  run: RunRow,
  folded: FoldedBatch,
  now: number,
  mayBeQuiet: boolean
): Partial<RunRow> {
  const { course, lastPosition } = folded;
  const common = {
    heard_at: heardAt(run, now, mayBeQuiet),
    last_position: lastPosition,
    updated_at: lastPosition > run.last_position ? now : run.updated_at
  };
  if (course?.type === 'resume') {
    return { ...common, status: 'running', error: null, ended_at: null };
  }
  if (course?.type === 'end') {
    return {
      ...common,
      status: course.status,
      error: course.error ?? null,
      ended_at: Math.max(course.at, run.started_at)
    };
  }
  return common;
}

/** Points alone are progress; all else is worth a stored event. */
function tellsNews(before: RunRow, after: RunRow, folded: FoldedBatch): boolean {
  const { artifacts, cells, datasets, definitions, links, params, tags } = folded;
  return (
    isSilent(before) ||
    before.status !== after.status ||
    [params, tags, artifacts, definitions].some(map => map.size > 0) ||
    cells.length + links.length + datasets.length > 0
  );
}

export function changeOf(
  run: Pick<RunRow, 'id' | 'name' | 'workspace_id'>,
  action: Change['action']
): Change {
  return {
    kind: 'run',
    action,
    workspaceId: run.workspace_id,
    subjectId: run.id,
    name: run.name
  };
}
