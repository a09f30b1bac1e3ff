import type { RunJournal } from '../journal/index.ts';
import type { KernelDoor } from '../magics/index.ts';
import type { NewEntry } from './entry-text.ts';

/** Something with an address of its own, e.g. a dataset or a model of the studio. */
export interface HasUri {
  readonly uri: string;
}

export interface RunDependencies {
  id: string;
  name: string;
  experiment: string;
  /** Id or name, as it was asked for. */
  workspace: string;
  /** Whether the run is shown in the cells that log to it. */
  shows: boolean;
  /** What was known of the metrics before: the steps go on from there. */
  nextSteps: { of(key: string): number };
  journal: RunJournal;
  kernel?: KernelDoor;
  warn(message: string): void;
  /** Called while what is logged is still kept. */
  beforeEnd(): void;
  onEnd(): void;
}

/** What opens a run in this process: its start, or its resumption, and what belongs to it. */
export type OpeningEntries = readonly [
  Extract<NewEntry, { type: 'start' | 'resume' }>,
  ...NewEntry[]
];
