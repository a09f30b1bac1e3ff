import type { ProcessIdentity, ProcessUsage } from '../compute/index.ts';

/** What an agent does when it is asked: the argument of each, and its answer. */
export interface Calls {
  /** Makes a folder anew, with small files. */
  place: [{ folder: string; files: Record<string, string> }, null];
  /** The process whose number a file tells, which is waited for. */
  identify: [{ file: string }, ProcessIdentity | null];
  measure: [{ processes: ProcessIdentity[] }, (ProcessUsage | null)[]];
  end: [{ process: ProcessIdentity; force: boolean }, null];
  signal: [{ process: ProcessIdentity; name: NodeJS.Signals }, null];
  /** Bytes below a folder. */
  sizeOf: [{ folder: string }, number];
}

export type CallName = keyof Calls;

/** What a stream is opened for. */
export type Target =
  | { call: CallName; argument: unknown }
  /** A socket in the container. */
  | { connect: string }
  /** The studio's interface, as a program in the container wants it. */
  | { studio: true };

export type Answer = { result: unknown } | { problem: string };
