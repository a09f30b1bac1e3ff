import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The SDK as programs of tests import it. */
export const sdkEntry = join(import.meta.dirname, '../index.ts');

/** How a program has ended, and what it has written. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program that may use what the SDK exports as `sdk`, against a data folder. */
export async function runProgram(
  dataFolder: string,
  code: string,
  env: Record<string, string> = {}
): Promise<Ran> {
  const program = join(dataFolder, 'program.mjs');
  writeFileSync(program, `import * as sdk from ${JSON.stringify(sdkEntry)};\n${code}`);
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ATELIER_DATA: dataFolder, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', chunk => (ran.stdout += String(chunk)));
  child.stderr.on('data', chunk => (ran.stderr += String(chunk)));
  [ran.code] = (await once(child, 'close')) as [number | null];
  return ran;
}
