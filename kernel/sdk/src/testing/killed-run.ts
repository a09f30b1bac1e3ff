import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface KilledRun {
  id: string;
  /** The last step of `loss` that the program was told to be logged. */
  last: number;
}

/** Kills a program that logs steps of `loss` in mid-call, once it has told of so much, in characters. */
export async function killRun(dataFolder: string, told = 50_000): Promise<KilledRun> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'logging-program.ts')], {
    env: { PATH: process.env.PATH, ATELIER_CAPTURE: 'off', ATELIER_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const gone = once(child, 'exit');
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.length > told && !child.killed) {
      child.kill('SIGKILL');
    }
  }
  await gone;
  const lines = output.split('\n').slice(0, -1);
  return { id: lines[0].slice('run '.length), last: Number(lines.at(-1)) };
}
