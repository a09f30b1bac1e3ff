import fs from 'node:fs';

import type { Begin } from './messages.ts';
import { serve } from './serve.ts';

/**
 * The process that runs user code. The kernel process starts it, and starts it anew when it dies. With `--wait` it was started
 * before anybody knew for which notebook.
 */
try {
  // What runs out of memory is this process and what it starts, not the one that can tell of it.
  fs.writeFileSync('/proc/self/oom_score_adj', '500');
} catch {
  // Only Linux knows it.
}

if (process.argv.includes('--wait')) {
  process.once('message', ({ environment, folder }: Begin) => {
    Object.assign(process.env, environment);
    process.chdir(folder);
    serve();
  });
  process.once('disconnect', () => process.exit(0));
} else {
  serve();
}
