import type { Logger } from 'pino';
import type { Engine, Workload } from '../../drivers/compute/index.ts';
import { isElsewhere } from './elsewhere.ts';
import type { ClusterRow } from './tables.ts';

interface SweepOptions {
  engineOf(cluster: ClusterRow): Promise<Engine>;
  labels: Record<string, string>;
  log: Logger;
}

/** Removes what ran for jobs that have ended meanwhile, or were never written down. */
export function createSweep({ engineOf, labels, log }: SweepOptions) {
  async function sweepOne(
    cluster: ClusterRow,
    isWanted: (found: Workload) => boolean
  ): Promise<void> {
    const engine = await engineOf(cluster);
    for (const found of await engine.list(labels)) {
      if (!isWanted(found)) {
        await engine.remove(found.id);
      }
    }
    await engine.tidy?.(labels);
  }

  /** Engines elsewhere may not answer for a while: they are not waited for. */
  return async (rows: ClusterRow[], isWanted: (found: Workload) => boolean): Promise<void> => {
    const engines = new Map(rows.map(row => [row.driver, row]));
    for (const cluster of engines.values()) {
      const swept = sweepOne(cluster, isWanted).catch((err: unknown) =>
        log.warn({ err, cluster: cluster.id }, 'what jobs have left could not be removed')
      );
      await (isElsewhere(cluster) || swept);
    }
  };
}
