import { existsSync } from 'node:fs';
import path from 'node:path';
import { startAtelier } from '../harness/atelier.mjs';
import { run } from '../harness/children.mjs';
import { startMlflow } from '../harness/mlflow.mjs';
import { inRepository, programs } from '../harness/places.mjs';
import { rivalProgram } from '../harness/rivals.mjs';
import { temporaryFolder } from '../harness/temporary-folder.mjs';

export const versionsOf = ['mlflow'];

const program = name => inRepository('bench/programs', name);

/** The SDK as the kernel carries it, else its sources. */
function sdk() {
  const shipped = path.join(programs, 'kernel/packages/@atelier-ml/sdk/index.js');
  return existsSync(shipped) ? shipped : inRepository('kernel/sdk/src/index.ts');
}

async function logWithSdk(data, calls) {
  const env = { ATELIER_DATA: data, ATELIER_URL: '', ATELIER_TOKEN: '', ATELIER_TOKEN_FILE: '' };
  const args = [program('log-metrics.mjs'), sdk(), String(calls)];
  return JSON.parse((await run(process.execPath, args, { env })).trim().split('\n').at(-1));
}

function addCalls(figures, subject, { mean, median, p99 }) {
  figures.add('a log call, mean', 'µs', 'lower', subject, mean);
  figures.add('a log call, median', 'µs', 'lower', subject, median);
  figures.add('a log call, 99 of 100 are below', 'µs', 'lower', subject, p99);
}

async function measureAtelier(figures, calls) {
  const server = await startAtelier();
  try {
    const took = await logWithSdk(server.data, calls);
    if (!took.synced) {
      throw new Error('The server did not get all that the SDK logged within 30 s.');
    }
    addCalls(figures, 'Atelier', took);
    const what = `from the last call until the server has all ${calls.toLocaleString('en')}`;
    figures.add(what, 'ms', 'lower', 'Atelier', took.drain);
  } finally {
    await server.stop();
  }
}

/** There is no server at all: what is logged waits on the disk. */
async function measureAlone(figures, calls) {
  const temporary = temporaryFolder('atelier');
  const data = temporary.path;
  try {
    addCalls(figures, 'Atelier, no server', await logWithSdk(data, calls));
  } finally {
    temporary.remove();
  }
}

async function measureMlflow(figures, calls) {
  const server = await startMlflow();
  try {
    const output = await run(rivalProgram('python'), [
      program('log_metrics.py'),
      server.url,
      String(calls)
    ]);
    const { waiting, background } = JSON.parse(output.trim().split('\n').at(-1));
    addCalls(figures, 'MLflow', waiting);
    addCalls(figures, 'MLflow, in background', background);
  } finally {
    await server.stop();
  }
}

/** What a call that logs one metric costs the loop that makes it. */
export async function measure({ figures, say, quick, rivals }) {
  const rounds = quick ? 1 : 3;
  for (let round = 1; round <= rounds; round++) {
    say(`  round ${round} of ${rounds}`);
    await measureAtelier(figures, 20_000);
    await measureAlone(figures, 20_000);
    if (rivals) {
      await measureMlflow(figures, 1_000);
    }
  }
}
