import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import type { Change } from '../system/index.ts';
import { decodeRecord } from './inbox-record.ts';
import { createInboxStore } from './inbox.store.ts';
import type { ClaimedRun } from './inbox.store.ts';
import { changeOf } from './journal-batch.ts';
import { createJournalStore } from './journal.store.ts';
import { appendPoint, emptyPoints } from './metric-chunk.ts';
import { createMetricsStore } from './metrics.store.ts';
import type { NewPoints } from './metrics.store.ts';
import type { PointBatch } from './point-batch.ts';
import { heardAt, isSilent } from './staleness.ts';

export interface FoldRequest {
  /** Records that this server has written itself, so that they need not be read. */
  known: ReadonlyMap<number, PointBatch[]>;
  /** Runs that have given a sign of life without saying anything. */
  heard: Iterable<string>;
  now: number;
}

export interface FoldOutcome {
  ids: number[];
  runs: ClaimedRun[];
  /** How far the sources have come that were among them. */
  sources: { run_id: string; source: string; acknowledged: number }[];
  changes: Change[];
}

/** Sorts all that is in the inbox into its runs; only the run that was removed for good gets none. */
export async function foldInbox(
  queries: Queries,
  kind: DatabaseKind,
  { heard, known, now }: FoldRequest
): Promise<FoldOutcome> {
  const store = createInboxStore(queries, kind);
  await store.lock();
  const ids = await store.ids();
  const batches = await readBatches(store, ids, known);
  const byRun = Map.groupBy(batches, batch => batch.runId);
  for (const id of heard) {
    byRun.set(id, byRun.get(id) ?? []);
  }
  if (!byRun.size) {
    return { ids, runs: [], sources: [], changes: [] };
  }
  const runs = await store.claimRuns([...byRun.keys()]);
  const runIds = [...runs.keys()];
  const acknowledged = new Map(
    (runIds.length ? await store.sources(runIds) : []).map(row => [sourceName(row), row])
  );
  const touched = new Map<string, { run_id: string; source: string; acknowledged: number }>();
  const points: NewPoints[] = [];
  const changes: Change[] = [];
  for (const [id, run] of runs) {
    const sorted = sortIn(run, byRun.get(id)!, acknowledged, touched);
    points.push(...sorted.points);
    const course = {
      heard_at: heardAt(run, now, sorted.mayBeQuiet),
      ...(sorted.lastPosition > run.last_position && {
        last_position: sorted.lastPosition,
        updated_at: now
      })
    };
    await createJournalStore(queries, kind).updateRun(id, course);
    if (isSilent(run)) {
      changes.push(changeOf(run, 'updated'));
    }
  }
  await createMetricsStore(queries).append(points);
  const sources = [...touched.values()];
  await store.saveSources(sources);
  await store.remove(ids);
  return { ids, runs: [...runs.values()], sources, changes };
}

async function readBatches(
  store: ReturnType<typeof createInboxStore>,
  ids: number[],
  known: FoldRequest['known']
): Promise<PointBatch[]> {
  const foreign = await store.contents(ids.filter(id => !known.has(id)));
  return ids.flatMap(id => known.get(id) ?? decodeRecord(foreign.get(id)!));
}

function sourceName(row: { run_id: string; source: string }): string {
  return `${row.run_id}${row.source}`;
}

/** The points of a run by metric; what a source has said before is passed over. */
function sortIn(
  run: ClaimedRun,
  batches: PointBatch[],
  acknowledged: Map<string, { acknowledged: number }>,
  touched: Map<string, { run_id: string; source: string; acknowledged: number }>
): { points: NewPoints[]; lastPosition: number; mayBeQuiet: boolean } {
  const byKey = new Map<string, NewPoints>();
  let position = run.last_position;
  for (const batch of batches) {
    const { keyOf, source, steps, times, values } = batch;
    const targets = batch.keys.map(key => byKey.get(key));
    let from = 0;
    if (source !== undefined) {
      const name = sourceName({ run_id: run.id, source });
      const before = (touched.get(name) ?? acknowledged.get(name))?.acknowledged ?? 0;
      from = Math.max(0, before + 1 - batch.firstSeq);
      const last = Math.max(before, batch.firstSeq + values.length - 1);
      touched.set(name, { run_id: run.id, source, acknowledged: last });
    }
    for (let index = from; index < values.length; index++) {
      const number = keyOf[index]!;
      let target = targets[number];
      if (!target) {
        const key = batch.keys[number]!;
        target = { run, key, points: emptyPoints(), loose: [] };
        byKey.set(key, target);
        targets[number] = target;
      }
      if (source === undefined) {
        target.loose.push(target.points.values.length);
      }
      position++;
      appendPoint(target.points, position, steps[index]!, values[index]!, times[index]!);
    }
  }
  const mayBeQuiet = batches.some(({ source }) => source === undefined);
  return { points: [...byKey.values()], lastPosition: position, mayBeQuiet };
}
