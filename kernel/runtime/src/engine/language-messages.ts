import type { Completion, Diagnostic, Inspection } from './engine.ts';

/** A cell as the language service keeps it; `key` is one of a kind, a cell that runs again gets a new one. */
export interface CellFile {
  key: number;
  text: string;
}

/** Questions to the thread of the language service and what each is answered with. */
export interface LanguageAnswers {
  check: Diagnostic[];
  settle: undefined;
  complete: Completion;
  inspect: Inspection | undefined;
  warm: undefined;
}

export type LanguageRequest =
  | { type: 'check'; cell: CellFile; urgent: boolean }
  | { type: 'settle'; cell: CellFile }
  | { type: 'complete'; text: string; offset: number }
  | { type: 'inspect'; text: string; offset: number }
  | { type: 'warm' };

export interface LanguageSetup {
  /** Folder of the notebook: relative imports and `node_modules` are sought from here. */
  folder: string;
  /** Folder of the packages that come with the kernel, with their declarations. */
  packages: string;
  /** Declarations of what cells find without an import. */
  ambient: string;
  cacheFolder: string;
}
