/** A job as far as its place in the queue depends on it. */
export interface Queued {
  id: string;
  user: string;
  /** The higher, the earlier. */
  priority: number;
  nodes: number;
  queuedAt: number;
  /** Within its array. */
  index?: number | null;
}

/**
 * The order in which jobs get nodes: by priority, then to the user who has the fewest nodes, counting
 * those that they get before; among the jobs of a user the longest waiting first.
 * @param busy nodes that each user has now
 */
export function inOrder<T extends Queued>(
  jobs: readonly T[],
  busy: ReadonlyMap<string, number>
): T[] {
  const shares = new Map(busy);
  const share = (user: string): number => shares.get(user) ?? 0;
  const ordered: T[] = [];
  const priorities = [...new Set(jobs.map(job => job.priority))].sort((a, b) => b - a);
  for (const priority of priorities) {
    const lines = linesOf(jobs.filter(job => job.priority === priority));
    while (lines.length) {
      const first = lines.reduce((best, line) =>
        isBefore(line[0]!, best[0]!, share) ? line : best
      );
      const job = first.shift()!;
      ordered.push(job);
      shares.set(job.user, share(job.user) + job.nodes);
      if (!first.length) {
        lines.splice(lines.indexOf(first), 1);
      }
    }
  }
  return ordered;
}

/** The jobs of each user, the longest waiting first. */
function linesOf<T extends Queued>(jobs: readonly T[]): T[][] {
  const lines = new Map<string, T[]>();
  for (const job of [...jobs].sort(byWaiting)) {
    lines.set(job.user, [...(lines.get(job.user) ?? []), job]);
  }
  return [...lines.values()];
}

function byWaiting(a: Queued, b: Queued): number {
  return a.queuedAt - b.queuedAt || (a.index ?? 0) - (b.index ?? 0) || (a.id < b.id ? -1 : 1);
}

function isBefore(a: Queued, b: Queued, share: (user: string) => number): boolean {
  return (share(a.user) - share(b.user) || byWaiting(a, b)) < 0;
}

/** Work that could give way. */
export interface Running {
  id: string;
  priority: number;
  nodes: number;
  startedAt: number;
}

/**
 * Whom to push away so that so many nodes become free: of lower priority only, the lowest first, and
 * among them what has begun last, since it loses least. Nobody where that would not suffice.
 */
export function toPreempt<T extends Running>(
  running: readonly T[],
  wanted: { priority: number; nodes: number }
): T[] {
  const lower = running
    .filter(job => job.priority < wanted.priority)
    .sort((a, b) => a.priority - b.priority || b.startedAt - a.startedAt);
  const chosen: T[] = [];
  let free = 0;
  for (const job of lower) {
    if (free >= wanted.nodes) {
      break;
    }
    chosen.push(job);
    free += job.nodes;
  }
  return free >= wanted.nodes ? chosen : [];
}
