import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Connection } from '../wire/message.ts';
import type { Language } from './notebook-file.ts';

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;
const NOT_FOUND = 'ENOENT';

export interface KernelProcess {
  connection: Connection;
  /** Rejects when the kernel ends before it was told to. */
  died: Promise<never>;
  end(): void;
}

function argvOf(language: Language, file: string): string[] {
  switch (language) {
    case 'typescript':
      return [process.execPath, path.join(import.meta.dirname, 'main.cjs'), '-f', file];
    case 'python':
      // At any other level it tells how to connect by hand, which nobody can here.
      return ['python3', '-m', 'ipykernel_launcher', '-f', file, '--IPKernelApp.log_level=50'];
    case 'r':
      return ['R', '--slave', '-e', 'IRkernel::main()', '--args', file];
  }
}

/** Starts a kernel that listens on sockets in a folder of its own: nothing goes over a network. */
export function startKernel(language: Language, cwd: string): KernelProcess {
  const folder = mkdtempSync(path.join(tmpdir(), 'nb-'));
  const ports = Object.fromEntries(PORTS.map((port, place) => [port, place + 1]));
  const connection = {
    transport: 'ipc',
    ip: path.join(folder, 'k'),
    ...ports,
    key: randomBytes(16).toString('hex'),
    signature_scheme: 'hmac-sha256'
  } as Connection;
  const file = path.join(folder, 'connection.json');
  writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
  const [program, ...args] = argvOf(language, file);
  // What it prints by itself belongs to the log, too.
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  let isWanted = true;
  const died = new Promise<never>((_, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === NOT_FOUND
          ? new Error(`There is no ${program} here that could run ${language}.`)
          : error
      )
    );
    child.once('exit', (code, signal) => {
      if (isWanted)
        reject(new Error(`The kernel has ended by itself: ${signal ?? `exit code ${code}`}.`));
    });
  });
  died.catch(() => undefined);
  return {
    connection,
    died,
    end() {
      isWanted = false;
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
