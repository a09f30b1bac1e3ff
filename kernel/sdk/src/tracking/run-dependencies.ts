import type { RunJournal } from '../journal/index.ts';
import type { KernelDoor } from '../magics/index.ts';
import type { RunOptions } from './run-options.ts';

/** Something with an address of its own, e.g. a dataset or a model of the studio. */
export interface HasUri {
  readonly uri: string;
}

export interface RunDependencies {
  id: string;
  options: RunOptions;
  journal: RunJournal;
  kernel?: KernelDoor;
  warn(message: string): void;
  onEnd(): void;
}
