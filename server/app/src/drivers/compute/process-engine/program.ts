import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import type { SignalName } from '../engine.ts';

/** What a program is started with. */
export interface Program {
  argv: string[];
  environment: Record<string, string>;
  folder?: string;
}

export type ProgramState =
  | { state: 'created' }
  | { state: 'running'; pid: number; startedAt: number }
  | { state: 'exited'; startedAt: number; code: number };

/** By it a process is known again, whoever has got its number meanwhile. */
const MARK = 'ATELIER_WORKLOAD';
const KILLED = 137;
const NOT_STARTED = 127;

/**
 * Writes its own number, runs the program as a child, writes how that ended. Signals go to the
 * whole group; the shell outlives all but SIGKILL, and its children get them unhindered. The place for
 * the exit code is there before: a disk may be full when it is written.
 */
const SHELL = `
trap : TERM INT HUP USR1 USR2
echo "$$ $(date +%s)" > "$0/process.tmp" && mv "$0/process.tmp" "$0/process"
printf '    ' > "$0/exit.tmp"
"$@"
printf '%-4s' $? 1<> "$0/exit.tmp" && mv "$0/exit.tmp" "$0/exit"
`;

/** A program that goes on without the server, and is found again by its folder. */
export function createProgram(folder: string) {
  const read = (name: string): Promise<string | undefined> =>
    readFile(join(folder, name), 'utf8').catch(() => undefined);

  async function isAlive(pid: number): Promise<boolean> {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return environment.split('\0').includes(`${MARK}=${folder}`);
  }

  return {
    async start({ argv, environment, folder: cwd }: Program): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const out = await open(join(folder, 'stdout'), 'a', 0o600);
      const err = await open(join(folder, 'stderr'), 'a', 0o600);
      try {
        const child = spawn('/bin/sh', ['-c', SHELL, folder, ...argv], {
          ...{ cwd, detached: true, stdio: ['ignore', out.fd, err.fd] },
          env: { ...surroundings(), ...environment, [MARK]: folder }
        });
        await new Promise<void>((resolve, reject) => {
          child.once('spawn', resolve);
          child.once('error', reject);
        });
        child.unref();
        await numberWritten(read, child.pid!);
      } catch (error) {
        throw new AtelierError('invalid-input', `“${argv.join(' ')}” could not be started.`, {
          remedy: 'Check the command and its folder: they must exist.',
          cause: error
        });
      } finally {
        await Promise.all([out.close(), err.close()]);
      }
    },
    async state(): Promise<ProgramState> {
      const [pid, seconds] = ((await read('process')) ?? '').split(' ').map(Number);
      if (!pid) {
        return { state: 'created' };
      }
      const startedAt = seconds! * 1_000;
      const running = await isAlive(pid);
      const exit = await read('exit');
      if (exit === undefined && running) {
        return { state: 'running', pid, startedAt };
      }
      return { state: 'exited', startedAt, code: exit === undefined ? KILLED : Number(exit) };
    },
    /** To the program and all that it has started. One that has ended is left alone. */
    async signal(name: SignalName): Promise<void> {
      const state = await this.state();
      if (state.state !== 'running') {
        return;
      }
      try {
        process.kill(-state.pid, name);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
}

/** Of the server's own variables only what every program may know. */
export function surroundings(): Record<string, string> {
  const known = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR'];
  return Object.fromEntries(
    known.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]!]]))
  );
}

/** A folder that does not exist ends the shell before it has said anything. */
async function numberWritten(
  read: (name: string) => Promise<string | undefined>,
  pid: number
): Promise<void> {
  const isWritten = async () => (await read('process'))?.split(' ')[0] === String(pid);
  while (!(await isWritten())) {
    const alive = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // One that has ended already may have written it just before.
    if ((alive === undefined || /\) [ZX] /.test(alive)) && !(await isWritten())) {
      throw new Error(`exit code ${NOT_STARTED}`);
    }
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}
