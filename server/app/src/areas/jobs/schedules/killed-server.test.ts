import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@atelier-ml/api';
import { clientOver, startProcess } from '../../../testing/index.ts';
import type { ServerProcess } from '../../../testing/index.ts';
import { buildSchedule, timesOf } from '../testing/schedule.ts';

jest.setTimeout(120_000);

const here = { workspace: 'default' };
const MISSED = 200;

let data: string;
let server: ServerProcess;

async function serve(): Promise<Client> {
  server = startProcess(['server', '--data', data, '--listen', `unix:${join(data, 's')}`]);
  await server.line;
  return clientOver(join(data, 's'), (await readFile(join(data, 'token'), 'utf8')).trim());
}

async function kill(): Promise<void> {
  server.kill('SIGKILL');
  await server.exit;
}

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'atelier-killed-'));
});
afterEach(async () => {
  await kill();
  await rm(data, { recursive: true, force: true });
});

/** What a server finds that comes back after so many seconds: nobody has looked since. */
function letPass(seconds: number): void {
  const database = new DatabaseSync(join(data, 'atelier.db'));
  database.prepare('update schedules set next_at = next_at - ?').run(seconds * 1_000);
  database.close();
}

describe('a server that is killed while it submits the jobs of a schedule', () => {
  it('submits one for each time that was missed, however often it is killed', async () => {
    let client = await serve();
    // Nothing runs: the queue is what is looked at.
    const cluster = { name: 'idle', driver: 'process' as const, maxNodes: 1 };
    await client.clusters.create({ params: here, body: cluster });
    const { id } = await buildSchedule(
      { client },
      {
        trigger: { type: 'interval', seconds: 10 },
        ...{ catchUp: 'all', catchUpLimit: MISSED },
        job: { cluster: 'idle', program: { type: 'command', command: 'sleep 600' } }
      }
    );
    await kill();
    letPass(MISSED * 10 + 100);
    const submitted = async (): Promise<number[]> => {
      const query = { schedule: id, limit: 1_000 };
      const { items } = await client.jobs.list({ params: here, query });
      return items.map(job => job.schedule!.time);
    };
    for (const share of [0.2, 0.5, 0.8]) {
      client = await serve();
      while ((await submitted()).length < MISSED * share) {
        await delay(10);
      }
      await kill();
    }
    client = await serve();
    const caughtUp = async () =>
      (await timesOf({ client }, id)).filter(({ cause }) => cause === 'catch-up');
    while ((await caughtUp()).some(({ outcome }) => outcome === 'waiting')) {
      await delay(50);
    }
    const times = await submitted();
    expect(new Set(times).size).toBe(times.length);
    const wanted = (await caughtUp()).map(({ time }) => time);
    expect(wanted.length).toBeGreaterThanOrEqual(MISSED);
    expect(times).toEqual(expect.arrayContaining(wanted));
  });
});
