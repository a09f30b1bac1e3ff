/** The cell that is running, as the notebook knows it. */
export interface CellReference {
  /** The notebook's own id of the cell; empty where the front end sends none (a console). */
  id: string;
  /** The text of the cell as the user wrote it, magics included. */
  source: string;
  /** The number in the brackets beside the cell. */
  executionCount: number;
  /** Path of the notebook, where Jupyter tells it to the kernel. */
  notebook?: string;
}

/** A MIME bundle: representations of one value, by media type. */
export type MimeBundle = Record<string, unknown>;

export interface DisplayOptions {
  /** Names the output, so that it can be updated later. */
  id?: string;
  /** Replace what was shown under `id` before, instead of adding an output. */
  update?: boolean;
}

/** The variables of the cells, from outside of a cell. */
export interface CellGlobals {
  /** The value of a variable; undefined when no cell declared it. */
  get(name: string): unknown;
  has(name: string): boolean;
  /** Sets a variable; declares it when no cell did. */
  set(name: string, value: unknown): void;
  /** The value of a JavaScript expression over the cells' variables; throws what the expression throws. */
  evaluate(expression: string): Promise<unknown>;
}

/** What a magic is given when it runs. */
export interface MagicContext {
  /** What follows the magic's name on its line, trimmed. */
  args: string;
  /**
   * What stands below a cell magic. With `body: 'code'` it runs the cell's code and gives its value;
   * with `body: 'text'` it gives the text. Missing for a line magic.
   */
  body?: () => Promise<unknown>;
  cell: CellReference;
  /** Shows a bundle as an output of the cell. */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  globals: CellGlobals;
  /** Aborted when the user interrupts the cell. */
  signal: AbortSignal;
}

/** One magic: `%name args` on a line (`line`), `%%name args` above a whole cell (`cell`), or `both`. */
export interface Magic {
  name: string;
  kind: 'line' | 'cell' | 'both';
  /** One sentence for `%lsmagic` and for help. */
  summary: string;
  /** How it is written, an example or two, one a line. */
  usage: string;
  /** What stands below a cell magic: code that runs (the default) or plain text. */
  body?: 'code' | 'text';
  /** Words that completion offers for the arguments. */
  options?: readonly string[];
  /** TypeScript type of the value, for completion on `const x = %name …`; `any` when missing. */
  returns?: string;
  /** Runs the magic. Its value is the value of the line or the cell; what it throws is shown as an error. */
  run(context: MagicContext): unknown;
}

/** A list of magics under one name. The kernel loads it when the first of them is used. */
export interface MagicProvider {
  name: string;
  magics: readonly Magic[];
}

/** What the kernel puts at `globalThis[Symbol.for('atelier.kernel')]` before any user code runs. */
export interface KernelDoor {
  /** The cell that runs now; undefined between cells. */
  currentCell(): CellReference | undefined;
  /** Calls the listener when a cell begins to run; the answer ends that. */
  onCell(listener: (cell: CellReference) => void): () => void;
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Aborted when the user interrupts the cell that runs now. */
  signal(): AbortSignal | undefined;
}
