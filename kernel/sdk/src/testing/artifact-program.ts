import { join } from 'node:path';
import { readConfiguration, startRun } from '../index.ts';

/** Logs `model.bin` of the data folder, and ends once the server has it. */
const run = startRun({ experiment: 'large' });
await run.artifact(join(readConfiguration().dataFolder, 'model.bin'));
await run.end({ wait: 0 });
while (!(await run.flush())) {
  // Each flush is one more attempt.
}
