import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncJournals } from '../journal/index.ts';
import { runProgram, startRealServer } from '../testing/index.ts';
import type { RealServer } from '../testing/index.ts';
import { createStudio } from './index.ts';
import type { Studio } from './index.ts';

/** Forks whose parent the server does not have yet. */
const points = 20_000;
let data: string;
let server: RealServer | undefined;
let studio: Studio;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'atelier-fork-'));
  studio = createStudio({ dataFolder: data, capture: false, warn: () => {} });
});
afterEach(async () => {
  await studio.sender.stop();
  studio.connection.close();
  await server?.kill();
  rmSync(data, { recursive: true, force: true });
});

async function expectWholeFork(run: string): Promise<void> {
  const stored = await studio.connection.client.runs.get({ params: { workspace: '~', run } });
  expect(stored.metrics.loss).toMatchObject({ count: points - 8, step: points - 9, last: 5 });
}

it('begins with what the parent has logged, though both were logged before there was a server', async () => {
  const { tracker } = studio;
  const parent = tracker.startRun({ experiment: 'fork' });
  for (let step = 0; step < points; step++) {
    parent.log({ loss: 1 });
  }
  const child = tracker.startRun({
    experiment: 'fork',
    forkFrom: { run: parent, step: points - 10 }
  });
  child.log({ loss: 5 });
  await child.end({ wait: 0 });
  await parent.end({ wait: 0 });
  server = await startRealServer(data);
  while (!(await tracker.flush())) {
    // Each flush is one more attempt.
  }
  await expectWholeFork(child.id);
}, 60_000);

it('is sent after its parent when another process sends them both', async () => {
  const { stdout } = await runProgram(
    data,
    `const parent = sdk.startRun({ experiment: 'fork' });
    for (let step = 0; step < ${points}; step++) parent.log({ loss: 1 });
    const forkFrom = { run: parent, step: ${points - 10} };
    const child = sdk.startRun({ experiment: 'fork', forkFrom });
    child.log({ loss: 5 });
    process.stdout.write(child.id, () => process.kill(process.pid, 'SIGKILL'));`,
    { ATELIER_CAPTURE: 'off' }
  );
  server = await startRealServer(data);
  const { journals } = await syncJournals(studio.connection);
  expect(journals.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  await expectWholeFork(stdout);
  expect(readdirSync(join(data, 'journal'))).toEqual([]);
}, 60_000);
