import type { CellReference, MimeBundle } from '@atelier-ml/sdk';

/** Code that an engine prepared for the runner. */
export type Program =
  | {
      engine: 'native';
      id: number;
      /** Variables to declare before. */
      names: readonly string[];
      script: string;
      /** The name of the script in stack traces. */
      file: string;
    }
  | {
      engine: 'tslab';
      output: string;
      awaits: boolean;
      lastExpression?: string;
      /** Local TypeScript modules that the cell imports, compiled. */
      modules: readonly { path: string; code: string }[];
    };

/** An error as Jupyter shows it. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

export interface MagicCall {
  name: string;
  args: string;
}

/** Kernel → runner. `parent` numbers the request that outputs belong to. */
/** The first message to a process that was started in advance. */
export interface Begin {
  type: 'begin';
  folder: string;
  environment: NodeJS.ProcessEnv;
}

export type Command =
  | {
      type: 'execute';
      parent: number;
      cell: CellReference;
      /** Cell magics around the code, outermost first. */
      magics: readonly MagicCall[];
      /** The text below a cell magic that takes text. */
      text?: string;
      program?: Program;
      silent: boolean;
      allowStdin: boolean;
      expressions: Record<string, Program>;
    }
  | {
      type: 'comm';
      parent: number;
      kind: 'comm_open' | 'comm_msg' | 'comm_close';
      content: CommContent;
      metadata: Record<string, unknown>;
      buffers: Uint8Array[];
    }
  | { type: 'comms'; id: number; target?: string }
  | { type: 'answer'; id: number; value: unknown };

export interface CommContent {
  comm_id: string;
  target_name?: string;
  data?: unknown;
}

export type Outcome = { status: 'ok'; result?: MimeBundle } | { status: 'error'; error: Failure };
export type ExpressionOutcome =
  { status: 'ok'; data: MimeBundle; metadata: object } | ({ status: 'error' } & Failure);

/** Runner → kernel. */
export type Report =
  | { type: 'ready' }
  | { type: 'stream'; parent: number; name: StreamName; text: string }
  | {
      type: 'display';
      parent: number;
      update: boolean;
      data: MimeBundle;
      metadata: Record<string, unknown>;
      id?: string;
    }
  | { type: 'clear'; parent: number; wait: boolean }
  | {
      type: 'comm';
      parent: number;
      kind: 'comm_open' | 'comm_msg' | 'comm_close';
      content: CommContent;
      metadata?: Record<string, unknown>;
      buffers?: Uint8Array[];
    }
  | { type: 'comm-handled'; parent: number }
  | { type: 'comms'; id: number; comms: Record<string, { target_name: string }> }
  | { type: 'input'; parent: number; prompt: string; password: boolean }
  | { type: 'ask'; id: number; question: KernelQuestion; args: string }
  | {
      type: 'done';
      parent: number;
      outcome: Outcome;
      expressions: Record<string, ExpressionOutcome>;
      /** The raw output streams on which the end of this cell is marked. */
      marked: StreamName[];
    };

export type StreamName = 'stdout' | 'stderr';

/** What only the kernel process knows or can change. */
export type KernelQuestion = 'lsmagic' | 'types' | 'engine';

/** Kernel → watchdog thread, one JSON text a line. */
export type WatchdogOrder = { type: 'interrupt' } | { type: 'input'; value: string };

/** Written to the raw streams when a cell ends, so that what came before it is known to be there. */
export function endMark(parent: number): string {
  return `\u001b_atelier:${parent}\u001b\\`;
}
