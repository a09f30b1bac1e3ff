import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Execution } from '../../drivers/compute/index.ts';
import type { Download, User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import { isContainer } from './instance-present.ts';
import type { Place } from './place.ts';

type Wanted = z.output<(typeof routes.compute.shells.open)['body']>;

export interface ShellPlace extends Place {
  shell: string;
}

export interface ShellsOptions {
  containers: Containers;
  find(place: Place, user: User): Promise<InstanceRow>;
  /** Somebody works on the instance. */
  touch(row: InstanceRow): Promise<void>;
}

interface Shell {
  id: string;
  row: InstanceRow;
  execution: Execution;
  isConnected: boolean;
  exitCode: number | null;
  /** Ends it when nobody connects. */
  patience?: NodeJS.Timeout;
}

/** Milliseconds for the first connection to come, and for the last answer to be asked for. */
const PATIENCE = 30_000;
/** Milliseconds between two signs that somebody types. */
const TOUCHED_EVERY = 10_000;
const SHELL = 'if command -v bash >/dev/null; then exec bash -i; else exec sh -i; fi';

/** Programs in containers with somebody at the other end: each ends with its connection. */
export function createShells({ containers, find, touch }: ShellsOptions) {
  const shells = new Map<string, Shell>();

  async function findShell(place: ShellPlace, user: User) {
    const row = await find(place, user);
    const shell = shells.get(place.shell);
    if (shell?.row.id !== row.id) {
      throw new AtelierError('not-found', `There is no such shell on “${row.name}”.`, {
        remedy: 'Open another one: it has ended, or nobody has connected to it.'
      });
    }
    return { row, shell };
  }

  /** An engine ends no program by itself: its process is asked for. */
  async function end(shell: Shell): Promise<void> {
    clearTimeout(shell.patience);
    await containers.endShell(shell.row, shell.id, shell.execution);
    shell.execution.stdin.destroy();
  }
  const endQuietly = (shell: Shell): void => void end(shell).catch(() => undefined);

  function follow(id: string, shell: Shell): void {
    void shell.execution.ended
      .catch(() => -1)
      .then(code => {
        shell.exitCode = code;
        clearTimeout(shell.patience);
        setTimeout(() => shells.delete(id), PATIENCE).unref();
      });
  }

  return {
    async open(place: Place, wanted: Wanted, user: User): Promise<{ id: string }> {
      const row = await find(place, user);
      if (!isContainer(row)) {
        throw new AtelierError('not-supported', `“${row.name}” is no container.`, {
          remedy: 'Its kernels are processes of this machine: open a terminal of JupyterLab.'
        });
      }
      if (row.state !== 'running' || row.workload === null) {
        throw new AtelierError('not-running', `“${row.name}” is stopped.`, {
          remedy: 'Start it first.'
        });
      }
      const { columns, rows, terminal } = wanted;
      const argv = wanted.argv?.length ? wanted.argv : ['sh', '-c', SHELL];
      const joined = terminal ? argv : ['sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv];
      const id = newId();
      const program = containers.program(row, containers.shell(row, id, joined), { terminal });
      const execution = await (
        await containers.engine(row)
      ).exec(row.workload, {
        ...program,
        environment: { ...program.environment, ...(terminal && { TERM: 'xterm-256color' }) }
      });
      const shell: Shell = { id, row, execution, isConnected: false, exitCode: null };
      shells.set(id, shell);
      follow(id, shell);
      shell.patience = setTimeout(endQuietly, PATIENCE, shell).unref();
      if (terminal) {
        await execution.resize(columns, rows).catch(() => undefined); // it has ended already
      }
      await touch(row);
      return { id };
    },
    async connect(
      place: ShellPlace,
      content: Readable,
      signal: AbortSignal,
      user: User
    ): Promise<Download> {
      const { row, shell } = await findShell(place, user);
      if (shell.isConnected) {
        throw new AtelierError('in-use', 'Somebody is connected to this shell.', {
          remedy: 'Open another one.'
        });
      }
      shell.isConnected = true;
      clearTimeout(shell.patience);
      const { stdin, stdout } = shell.execution;
      let touched = 0;
      content.on('data', () => {
        if (performance.now() - touched > TOUCHED_EVERY) {
          touched = performance.now();
          void touch(row);
        }
      });
      content.on('error', () => endQuietly(shell));
      stdin.on('error', () => undefined);
      signal.addEventListener('abort', () => endQuietly(shell));
      content.pipe(stdin);
      return { content: stdout, filename: 'output', mediaType: 'application/octet-stream' };
    },
    async resize(place: ShellPlace, columns: number, rows: number, user: User): Promise<void> {
      const { shell } = await findShell(place, user);
      if (shell.exitCode === null) {
        await shell.execution.resize(columns, rows);
      }
    },
    async get(place: ShellPlace, user: User) {
      const { shell } = await findShell(place, user);
      if (shell.execution.stdout.readableEnded) {
        // It has written its last: how it has ended is known at once.
        await shell.execution.ended.catch(() => undefined);
      }
      return { running: shell.exitCode === null, exitCode: shell.exitCode };
    },
    async close(): Promise<void> {
      const open = [...shells.values()].filter(({ exitCode }) => exitCode === null);
      await Promise.allSettled(open.map(end));
    }
  };
}
