import type { Program } from '../runner/messages.ts';

export type EngineName = 'native' | 'tslab';

/** A place in a cell, counted from 0. */
export interface Position {
  line: number;
  column: number;
}

/** A finding of the TypeScript compiler in a cell. */
export interface Diagnostic extends Position {
  /** Offset in UTF-16 units from the start of the cell, and the one behind the end. */
  start: number;
  end: number;
  message: string;
  /** TypeScript's number of the message. */
  code: number;
}

export interface CellText {
  /** What runs: magics are calls. */
  run: string;
  /** What the tools read: as long as the cell, magics blanked out, so that offsets need no map. */
  tools: string;
  /** The number in the brackets; frames of errors carry it. */
  number: number;
  /** Whether types are checked: not at all, beside the run, or first of all. */
  check: 'never' | 'beside' | 'first';
  /** An expression of the front end: it declares nothing for later cells. */
  transient?: boolean;
}

export interface PreparedCell {
  /** Missing when the cell cannot run. */
  program?: Program;
  /** Why it cannot run. */
  problems: Diagnostic[];
  /** What the type checker found, when asked for. */
  types?: Promise<Diagnostic[]>;
  /** From a place in the running script to the place in the cell. */
  locate(position: Position): Position;
  /** The cell ran: its names are known to later ones. */
  settle(outcome: 'ok' | 'error'): void;
}

export interface Completion {
  /** Offsets in UTF-16 units of the text that an item replaces. */
  start: number;
  end: number;
  items: { name: string; kind: string }[];
}

export interface Inspection {
  /** The signature or type, as TypeScript. */
  signature: string;
  /** Documentation as Markdown. */
  documentation: string;
}

export type Completeness =
  { status: 'complete' | 'invalid' | 'unknown' } | { status: 'incomplete'; indent: string };

/** Turns cells into programs and answers the editor's questions about them. Offsets are UTF-16 units. */
export interface Engine {
  readonly name: EngineName;
  readonly typescript: string;
  /** Loads what running a cell needs. */
  load(): Promise<void>;
  prepare(cell: CellText): Promise<PreparedCell>;
  complete(tools: string, offset: number): Promise<Completion>;
  inspect(tools: string, offset: number): Promise<Inspection | undefined>;
  isComplete(code: string): Promise<Completeness>;
  /** Loads what completion and type checks need, while nobody waits. */
  warm(): void;
  /** The variables are lost: forget what cells declared. */
  reset(): void;
  close(): Promise<void>;
}
