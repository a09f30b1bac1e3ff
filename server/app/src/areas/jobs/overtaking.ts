/** A job as far as it depends on whether others may go first. */
export interface Lacking {
  id: string;
  nodes: number;
}

/** Milliseconds for which a job that lacks nodes lets others go first. */
const PATIENCE = 10 * 60_000;

export type Overtaking = ReturnType<typeof createOvertaking>;

/**
 * Whether jobs that fit may begin before one that lacks nodes: for a while, so that small ones do not
 * wait for nothing; then its cluster is kept free for it, so that it is not put off for ever.
 * @param monotonic milliseconds by a clock that cannot be set
 */
export function createOvertaking({ monotonic, patience = PATIENCE }: OvertakingOptions) {
  const since = new Map<string, number>();
  return {
    /**
     * Asked in each look in which it lacks nodes.
     * @param total nodes that its cluster has now: where all of them would not suffice, to keep them
     * free would help nobody
     */
    isOver({ id, nodes }: Lacking, total: number): boolean {
      const begun = since.get(id) ?? monotonic();
      since.set(id, begun);
      return total >= nodes && monotonic() - begun >= patience;
    },
    /** It has its nodes, or waits no more. */
    forget: (id: string): void => void since.delete(id)
  };
}

interface OvertakingOptions {
  monotonic(): number;
  patience?: number;
}
