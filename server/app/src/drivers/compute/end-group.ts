import type { ChildProcess } from 'node:child_process';

/** Ends a program that was started detached, with all that it has started. */
export function endGroup({ pid }: Pick<ChildProcess, 'pid'>): void {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch {
    // It has ended, or was never there.
  }
}
