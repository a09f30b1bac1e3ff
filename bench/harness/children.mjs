import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree } from './process-tree.mjs';

const PATIENCE = 10_000;
const LAST_WORDS = 2_000;
const running = new Set();

/** Kills the child and all below it; some rivals put their workers into groups of their own. */
function killTree(child) {
  for (const pid of processTree(child.pid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // has ended
    }
  }
}

process.on('exit', () => running.forEach(killTree));
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => process.exit(status));
}

/**
 * Starts a program in a process group of its own, which ends with this process at the latest.
 * `lastWords()` is the end of what it wrote to its error output.
 */
export function start(command, args, { env, cwd, stdin = 'ignore' } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: [stdin, 'pipe', 'pipe']
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', text => (words = (words + text).slice(-LAST_WORDS)));
  child.stdout.setEncoding('utf8');
  child.lastWords = () => words.trim();
  child.on('error', error => (words += error.message)); // e.g. there is no such program
  if (child.pid) {
    running.add(child);
    child.once('exit', () => running.delete(child));
  }
  return child;
}

/** Asks the child to stop, and makes it when it does not. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = once(child, 'exit');
  const tree = processTree(child.pid);
  child.kill('SIGTERM');
  if ((await Promise.race([exited, sleep(PATIENCE, 'late', { ref: false })])) === 'late') {
    killTree(child);
    await exited;
  }
  for (const pid of tree.slice(1)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // has ended with its parent, as it should
    }
  }
}

/** Runs a program to its end. @returns what it wrote to its standard output */
export async function run(command, args, options) {
  const child = start(command, args, options);
  let output = '';
  child.stdout.on('data', text => (output += text));
  const [status] = await once(child, 'close');
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed (${status}): ${child.lastWords()}`);
  }
  return output;
}

/** Calls `probe` until it answers something other than undefined. @throws Error when the child ends before */
export async function until(child, probe, { seconds = 120, pause = 10 } = {}) {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${child.spawnfile} ended before it was ready: ${child.lastWords()}`);
    }
    const found = await probe().catch(() => undefined);
    if (found !== undefined) {
      return found;
    }
    await sleep(pause);
  }
  throw new Error(`${child.spawnfile} was not ready after ${seconds} s: ${child.lastWords()}`);
}
