import type { JournalEntryInput } from '@atelier-ml/api';
import { newId } from '../identity.ts';
import type { TestServer } from './server.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq' | 'at'> & { at?: number } : never;
/** An entry without what the logger adds by itself. */
export type LoggedEntry = Unnumbered<JournalEntryInput>;

/** A process that logs to one run, numbering its entries as the SDK does. */
export interface RunLogger {
  run: string;
  source: string;
  workspace: string;
  /** All entries so far. */
  entries: JournalEntryInput[];
  /** Adds entries and sends them. */
  log(...entries: LoggedEntry[]): Promise<{ acknowledged: number }>;
  /** Adds entries without sending them. */
  add(...entries: LoggedEntry[]): void;
  /** Sends the entries with these numbers (again). */
  send(from: number, to?: number): Promise<{ acknowledged: number }>;
}

export function buildRunLogger(
  { client }: Pick<TestServer, 'client'>,
  { run = newId(), source = newId(), workspace = 'default' } = {}
): RunLogger {
  const entries: JournalEntryInput[] = [];
  const add = (...added: LoggedEntry[]): void => {
    for (const entry of added) {
      entries.push({ at: 1_000 + entries.length, ...entry, seq: entries.length + 1 });
    }
  };
  const send = (from: number, to = entries.length): Promise<{ acknowledged: number }> =>
    client.runs.journal({
      params: { workspace, run },
      body: { source, entries: entries.slice(from - 1, to) }
    });
  return {
    run,
    source,
    workspace,
    entries,
    add,
    send,
    log(...added) {
      const from = entries.length + 1;
      add(...added);
      return send(from);
    }
  };
}

export const start = (experiment = 'training', more: object = {}): LoggedEntry => ({
  type: 'start',
  experiment,
  ...more
});

export const metric = (key: string, value: number | 'NaN' | 'Infinity', step = 0): LoggedEntry => ({
  type: 'metric',
  key,
  value,
  step
});

export const end = (status: 'finished' | 'failed' | 'killed' = 'finished'): LoggedEntry => ({
  type: 'end',
  status
});
