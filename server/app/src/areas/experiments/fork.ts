import type { Queries } from '../../drivers/database/index.ts';
import { copyPoints, emptyPoints } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import { createMetricsStore } from './metrics.store.ts';
import { createRunStore } from './runs.store.ts';
import { createSeriesStore } from './series.store.ts';
import type { RunRow } from './tables.ts';

/** Chunks that are read at once. */
const CHUNKS = 32;
/** Metrics of the machine that a run was on: they count samples, not steps of the training. */
const OF_MACHINE = 'system/';

/**
 * Copies what the run goes on from: the points of the run that it was forked from, up to and with
 * its step. They are its own afterwards, whatever becomes of the other run.
 *
 * @returns the position that the run's entries go on from
 */
export async function copyForkedPoints(queries: Queries, run: RunRow): Promise<number> {
  const { forked_from_run: origin, forked_from_step: toStep } = run;
  const parent = origin === null ? undefined : await createRunStore(queries).find(origin);
  if (toStep === null || parent?.workspace_id !== run.workspace_id) {
    return run.last_position;
  }
  const series = createSeriesStore(queries);
  const metrics = createMetricsStore(queries);
  const heads = await series.heads(parent.id, undefined, { after: 0, toStep });
  let position = run.last_position;
  for (const [key, chunks] of Map.groupBy(heads, head => head.key)) {
    for (let from = 0; from < chunks.length && !key.startsWith(OF_MACHINE); from += CHUNKS) {
      const numbers = chunks.slice(from, from + CHUNKS).map(({ chunk }) => chunk);
      const found = await series.points(parent.id, key, numbers);
      const points = pointsUpTo(
        toStep,
        numbers.map(number => found.get(number)!)
      );
      await metrics.append([{ run, key, points, loose: [] }]);
      position = Math.max(position, points.positions.at(-1) ?? 0);
    }
  }
  return position;
}

function pointsUpTo(step: number, chunks: Points[]): Points {
  const kept = emptyPoints();
  for (const points of chunks) {
    points.steps.forEach((at, index) => {
      if (at <= step) {
        copyPoints(points, index, index + 1, kept);
      }
    });
  }
  return kept;
}
