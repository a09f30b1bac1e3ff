import type { Changes } from '../system/index.ts';
import type { JobRow } from './tables.ts';

/** What keeps jobs from ending, as long as it does: where nothing can be stored, it is told from here. */
export function createHeldJobs(changes: Pick<Changes, 'progress'>) {
  const held = new Map<string, string>();
  return {
    messageOf: (id: string): string | undefined => held.get(id),
    set({ id, name, workspace_id: workspaceId }: JobRow, message: string | null): void {
      if (held.get(id) === (message ?? undefined)) {
        return;
      }
      if (message === null) {
        held.delete(id);
      } else {
        held.set(id, message);
      }
      changes.progress({ kind: 'job', workspaceId, subjectId: id, name });
    }
  };
}

export type HeldJobs = ReturnType<typeof createHeldJobs>;
