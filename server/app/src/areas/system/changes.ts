import type { StudioEvent } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';

export type Change = Pick<StudioEvent, 'kind' | 'action' | 'workspaceId' | 'subjectId' | 'name'>;

/** How services write: what they change and the news of it become durable together. */
export interface Changes {
  /**
   * Runs the work in one transaction. The changes that it announces are stored with it, and told
   * to all readers of the event stream once it is committed.
   */
  commit<T>(work: (queries: Queries, announce: (change: Change) => void) => Promise<T>): Promise<T>;
  /** Tells readers that something goes on; not stored, at most ten times a second a subject. */
  progress(change: Omit<Change, 'action'>): void;
}
