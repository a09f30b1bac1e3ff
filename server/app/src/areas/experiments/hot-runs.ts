import type { DatabaseKind } from '../../drivers/database/index.ts';
import type { RunRow } from './tables.ts';

/** What is known of a run that is being logged to, so that points need no look into the database. */
export interface HotRun {
  id: string;
  workspaceId: string;
  name: string;
  /** Highest number of each source that is stored or on its way; null: not known. */
  accepted: Map<string, number>;
  /** What this rests on could not be stored: nothing more may be built on it. */
  broken: boolean;
  verifiedAt: number;
}

/** Other servers of the same database may delete a run; that must be noticed soon. */
const TRUSTED_FOR = 1_000;
const KEPT = 10_000;

export type HotRuns = ReturnType<typeof createHotRuns>;

export function createHotRuns(kind: DatabaseKind, monotonic: () => number) {
  const runs = new Map<string, HotRun>();
  return {
    find(id: string): HotRun | undefined {
      const run = runs.get(id);
      const trusted =
        run && (kind === 'sqlite' || monotonic() - run.verifiedAt < TRUSTED_FOR) && !run.broken;
      return trusted ? run : undefined;
    },
    /** What the database says of a run. */
    learn(row: Pick<RunRow, 'id' | 'workspace_id' | 'name'>, source?: string, accepted = 0): void {
      const known = runs.get(row.id);
      const run: HotRun =
        known && !known.broken
          ? known
          : {
              id: row.id,
              workspaceId: row.workspace_id,
              name: row.name,
              accepted: new Map(),
              broken: false,
              verifiedAt: 0
            };
      run.verifiedAt = monotonic();
      if (source !== undefined) {
        run.accepted.set(source, Math.max(accepted, run.accepted.get(source) ?? 0));
      }
      runs.delete(row.id);
      runs.set(row.id, run);
      if (runs.size > KEPT) {
        runs.delete(runs.keys().next().value!);
      }
    },
    forget(id: string): void {
      runs.delete(id);
    },
    forgetAll(): void {
      runs.clear();
    },
    /** What was accepted of this run last has failed. */
    breakOff(run: HotRun): void {
      run.broken = true;
      runs.delete(run.id);
    }
  };
}
