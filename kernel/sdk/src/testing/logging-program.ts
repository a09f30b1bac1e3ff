import { writeSync } from 'node:fs';
import { startRun } from '../index.ts';

/** Logs for ever, and says after each call what is in the journal by then: `run <id>`, then a step a line. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      // EAGAIN: the reader is behind. Anything else: it is gone, and nobody would end this program.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        process.exit(1);
      }
    }
  }
}

const run = startRun<'loss'>({ experiment: 'crash' });
say(`run ${run.id}`);
for (let step = 0; ; step++) {
  run.log({ loss: 1 / (step + 1) }, { step });
  say(String(step));
}
