import type { KernelDoor } from '../magics/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';
import type { ChangeFeed } from './change-feed.ts';

/** A workspace with what waiting for a job needs. */
export interface JobScope extends WorkspaceScope {
  changes: ChangeFeed;
  /** The notebook's kernel: an interrupt of the cell ends waiting. */
  kernel?: KernelDoor;
}
