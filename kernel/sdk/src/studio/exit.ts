import type { Tracker } from '../tracking/index.ts';

/** Longest time that the exit of a process is held up for what the server does not have yet. */
const longestWait = 2_000;

/**
 * Ends open runs when the process exits: `finished`, or `failed` after an uncaught error or with
 * an exit code other than 0. What the server does not get in time stays in the journal.
 */
export function endRunsAtExit(tracker: Tracker): void {
  let uncaught: unknown;
  process.on('uncaughtExceptionMonitor', error => {
    uncaught = error;
  });
  process.on('exit', code => {
    const error = uncaught ?? (code === 0 ? undefined : `The process exited with code ${code}.`);
    tracker.close({ error, wait: longestWait });
  });
}
