import { AtelierError } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import type { Connection, Studio } from '@atelier-ml/sdk';
import type { Command } from 'commander';
import { formatTable } from './table.ts';
import type { Columns } from './table.ts';
import { formatValue } from './value.ts';

/** Milliseconds after which a server that owes an answer is asked whether it is well. */
const WATCH_AFTER = 5_000;

/** Options that every command takes. */
export interface GlobalOptions {
  json?: boolean;
  data?: string;
  workspace?: string;
}

/** What commands work with. */
export interface CliContext {
  /** The way to the server of the data folder, or to the one that the environment names. */
  connection(): Promise<Connection>;
  client(): Promise<Client>;
  /** The SDK over it. */
  studio(): Promise<Studio>;
  /** The workspace by id, name or `~`: option, environment, else the active one. */
  workspace(): Promise<string>;
  options(): GlobalOptions;
  /** Writes the API's JSON with `--json`, else a table, else the value as `key: value` lines. */
  print(value: unknown, table?: { rows: object[]; columns: Columns }): void;
  /** Wraps an action: errors become a sentence (or JSON) on standard error and exit code 1. */
  action<A extends unknown[]>(run: (...args: A) => Promise<void>): (...args: A) => Promise<void>;
}

export function createContext(program: Command): CliContext {
  const options = (): GlobalOptions => program.opts<GlobalOptions>();
  const connection = async (): Promise<Connection> => {
    // Only commands that talk to a server pay for it.
    const { connect } = await import('@atelier-ml/sdk');
    const { data, workspace } = options();
    return connect({ dataFolder: data, workspace, watchAfter: WATCH_AFTER });
  };
  return {
    options,
    connection,
    client: async () => (await connection()).client,
    studio: async () => {
      const { createStudio } = await import('@atelier-ml/sdk');
      const { data, workspace } = options();
      return createStudio({ dataFolder: data, workspace, watchAfter: WATCH_AFTER });
    },
    workspace: async () => (await connection()).configuration.workspace,
    print(value, table) {
      process.stdout.write(
        options().json
          ? `${JSON.stringify(value, null, 2)}\n`
          : table
            ? formatTable(table.rows, table.columns)
            : formatValue(value)
      );
    },
    action:
      run =>
      async (...args) => {
        try {
          await run(...args);
        } catch (error) {
          reportError(error, options().json ?? false);
        }
      }
  };
}

function reportError(error: unknown, json: boolean): void {
  process.exitCode = 1;
  if (!(error instanceof AtelierError)) {
    throw error;
  }
  const { fields = [], message, remedy } = error;
  const lines = [
    `${message}`,
    ...(fields.length > 1 ? fields.map(field => `  ${field.path}: ${field.message}`) : []),
    ...(remedy ? [remedy] : [])
  ];
  process.stderr.write(json ? `${JSON.stringify(error.toBody())}\n` : `${lines.join('\n')}\n`);
}
