import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudio } from '@atelier-ml/sdk';
import { clientOver, runCli, startProcess } from '../testing/index.ts';
import type { ServerProcess } from '../testing/index.ts';

jest.setTimeout(60_000);

let data: string;
let copied: string;
let server: ServerProcess;
let run: string;

/** Journals of another machine: its data folder, and the name of that machine in it. */
async function buildCopy(folder: string): Promise<string> {
  const studio = createStudio({ dataFolder: folder, capture: false, warn: () => {} });
  const logged = studio.tracker.startRun({ experiment: 'away' });
  logged.log({ loss: 0.5, auc: 0.7 });
  logged.log({ loss: 0.4 });
  await logged.artifact(Buffer.alloc(2_000_000, 'w'), 'weights.bin');
  await studio.sender.stop();
  studio.connection.close();
  const [name] = (await readdir(join(folder, 'journal'))).filter(file => file.endsWith('.jsonl'));
  const file = join(folder, 'journal', name!);
  const [header, ...entries] = (await readFile(file, 'utf8')).split('\n');
  const { owner, ...rest } = JSON.parse(header!) as { owner: object };
  const foreign = { ...rest, server: 'http://away', owner: { ...owner, place: 'away boot pids' } };
  await writeFile(file, [JSON.stringify(foreign), ...entries].join('\n'));
  return logged.id;
}

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'atelier-sync-'));
  copied = await mkdtemp(join(tmpdir(), 'atelier-away-'));
  run = await buildCopy(copied);
  server = startProcess(['server', '--data', data, '--listen', `unix:${join(data, 's')}`]);
  await server.line;
});
afterEach(async () => {
  server.kill('SIGTERM');
  await server.exit;
  await rm(data, { recursive: true, force: true });
  await rm(copied, { recursive: true, force: true });
});

const sync = (...args: string[]) => runCli(['sync', ...args, '--data', data]);
const clientOf = async () =>
  clientOver(join(data, 's'), (await readFile(join(data, 'token'), 'utf8')).trim());
const stored = async () => (await clientOf()).runs.get({ params: { workspace: 'default', run } });

it('tells what waits in copied journals without sending any of it', async () => {
  const { code, stdout } = await sync(copied, '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^RUN +ENTRIES +POINTS +SIZE +NOTE +FILE\n/);
  expect(stdout).toMatch(new RegExp(`${run} +5 +3 +2\\.0 MB +`));
  const json = await sync(copied, '--dry-run', '--json');
  const told = JSON.parse(json.stdout) as { bytes: number };
  expect(told).toMatchObject({ runs: 1, entries: 5, points: 3, journals: [{ run, error: null }] });
  expect(told.bytes).toBeGreaterThan(2_000_000);
  await expect(stored()).rejects.toMatchObject({ code: 'not-found' });
});

it.each(['the data folder of the other machine', 'the folder of its journals'])(
  'sends journals copied from another machine, given %s',
  async given => {
    const folder = given.startsWith('the data') ? copied : join(copied, 'journal');
    const { code, stdout } = await sync(folder, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { journals: [{ run, state: 'delivered', error: null }], entries: 6 }
    ]);
    expect(await stored()).toMatchObject({
      status: 'killed',
      metrics: { loss: { count: 2, last: 0.4 }, auc: { count: 1 } },
      artifacts: [{ path: 'weights.bin', size: 2_000_000 }]
    });
    expect(await readdir(join(copied, 'journal'))).toEqual([]);
  }
);

it('counts a journal once that is copied and sent again', async () => {
  const second = `${copied}-again`;
  await cp(copied, second, { recursive: true });
  await sync(copied);
  const { stdout } = await sync(second);
  await rm(second, { recursive: true });
  expect(stdout).toMatch(new RegExp(`${run} +delivered`));
  expect((await stored()).metrics.loss).toMatchObject({ count: 2 });
});

it('leaves the journals of another machine alone where they are not called copies', async () => {
  await cp(join(copied, 'journal'), join(data, 'journal'), { recursive: true });
  const { code, stdout } = await sync('--json');
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { journals: [{ state: 'held', error: 'elsewhere' }] }
  ]);
});

it('refuses a folder that is not there', async () => {
  const { code, stderr } = await sync(join(copied, 'none'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/There is no folder/);
});
