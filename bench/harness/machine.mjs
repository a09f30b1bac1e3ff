import { readFileSync } from 'node:fs';
import os from 'node:os';
import { run } from './children.mjs';
import { root } from './places.mjs';

/** What the figures depend on. */
export async function machineFacts() {
  const revision = await run('git', ['-C', root, 'rev-parse', '--short', 'HEAD']).catch(() => '');
  return {
    at: new Date().toISOString(),
    revision: revision.trim(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGB: Math.round(os.totalmem() / 1e9),
    node: process.version
  };
}

/** Processes that wanted to run during the last minute, on average, this one's children included. */
export const loadAverage = () => Number(readFileSync('/proc/loadavg', 'latin1').split(' ')[0]);
