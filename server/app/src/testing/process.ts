import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createClient } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import { sendOver } from './server.ts';

const MAIN = join(__dirname, '..', 'cli', 'main.ts');

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ServerLine {
  event: 'ready' | 'failed';
  url?: string;
  pid?: number;
  version?: string;
  error?: { code: string; message: string; remedy: string; url?: string };
}

/** The real program as a process of its own. */
export interface ServerProcess {
  /** Its first line. */
  line: Promise<ServerLine>;
  exit: Promise<CliResult>;
  kill(signal: NodeJS.Signals): void;
  endInput(): void;
}

/** Of the machine's own settings none matters but where sockets lie; else only what a test says. */
function environmentOf(env: Record<string, string>): Record<string, string> {
  const { HOME = '/tmp', PATH = '', XDG_RUNTIME_DIR } = process.env;
  return { PATH, HOME, ...(XDG_RUNTIME_DIR && { XDG_RUNTIME_DIR }), ...env };
}

export function startProcess(args: string[], env: Record<string, string> = {}): ServerProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { env: environmentOf(env) });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const exit = new Promise<CliResult>(resolve => {
    child.once('close', code => resolve({ code, stdout, stderr }));
  });
  const text = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
      const end = stdout.indexOf('\n');
      if (end >= 0) {
        resolve(stdout.slice(0, end));
      }
    });
    void exit.then(result => reject(new Error(`no line: ${JSON.stringify(result)}`)));
  });
  const line = text.then(found => JSON.parse(found) as ServerLine);
  line.catch(() => {});
  return {
    line,
    exit,
    kill: signal => void child.kill(signal),
    endInput: () => child.stdin.end()
  };
}

/** Runs a command to its end. */
export function runCli(args: string[], env: Record<string, string> = {}): Promise<CliResult> {
  const child = startProcess(args, env);
  child.endInput();
  return child.exit;
}

/** A client over the socket of a server process. */
export function clientOver(url: string, token: string): Client {
  return createClient({
    send: (path, init) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${token}`);
      return sendOver(url.replace(/^unix:/, ''), path, { ...init, headers });
    }
  });
}
