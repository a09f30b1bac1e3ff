import type { Lacking, Overtaking } from './overtaking.ts';

/** What there is to be given, and how. */
export interface Givable<T extends Lacking> {
  overtaking: Overtaking;
  /** Nodes that the cluster has now, and how many of them nobody has. */
  room(): { idle: number; total: number };
  /** Whether it may have nodes at all now. */
  lets(job: T): Promise<boolean>;
  /** Makes so many more nodes, as far as there may be any. */
  grow(missing: number): Promise<void>;
  /** @returns whether others give way to it: nobody may have their nodes before it */
  makeRoom(job: T, missing: number): boolean;
  /** @returns whether it has them */
  give(job: T): Promise<boolean>;
}

/**
 * Gives nodes to jobs, one after the other; those that fit go before one that lacks nodes, for a while.
 * @returns whether any lacks nodes
 */
export async function giveInOrder<T extends Lacking>(
  queue: readonly T[],
  { give, grow, lets, makeRoom, overtaking, room }: Givable<T>
): Promise<boolean> {
  let isShort = false;
  for (const job of queue) {
    if (!(await lets(job))) {
      continue;
    }
    if (job.nodes > room().idle) {
      await grow(job.nodes - room().idle);
    }
    const { idle, total } = room();
    if (idle < job.nodes) {
      const isMadeRoomFor = !isShort && makeRoom(job, job.nodes - idle);
      isShort = true;
      if (isMadeRoomFor || overtaking.isOver(job, total)) {
        break;
      }
    } else if (await give(job)) {
      overtaking.forget(job.id);
    }
  }
  return isShort;
}
