import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canMount } from '../testing/can-mount.ts';
import { buildRunLogger, clientOver, metric, start, startProcess } from '../testing/index.ts';
import type { ServerProcess } from '../testing/index.ts';

jest.setTimeout(120_000);

let folder: string;
let data: string;
let server: ServerProcess;
let mounted = false;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-faults-'));
  data = join(folder, 'data');
  await mkdir(data);
});
afterEach(async () => {
  server.kill('SIGKILL');
  await server.exit;
  if (mounted) {
    execFileSync('umount', [data]);
    mounted = false;
  }
  await rm(folder, { recursive: true, force: true });
});

async function serve() {
  server = startProcess(['server', '--data', data, '--listen', `unix:${join(folder, 's')}`]);
  const line = await server.line;
  const token = (await readFile(join(data, 'token'), 'utf8').catch(() => '')).trim();
  return { line, client: clientOver(join(folder, 's'), token) };
}

describe('a server that is killed under load', () => {
  it('has every acknowledged entry once when it is back', async () => {
    let { client } = await serve();
    const loggers = Array.from({ length: 6 }, () => buildRunLogger({ client }));
    const acknowledged = new Map<string, number>();
    const write = async (logger: (typeof loggers)[0]): Promise<void> => {
      await logger.log(start());
      for (let step = 1; step <= 100_000; step++) {
        logger.add(metric('loss', step, step));
        const receipt = await logger.send(Math.max(1, logger.entries.length - 2));
        acknowledged.set(logger.run, receipt.acknowledged);
      }
    };
    const writers = loggers.map(logger =>
      write(logger).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'server-unreachable' });
      })
    );
    while ([...acknowledged.values()].reduce((sum, count) => sum + count, 0) < 600) {
      await delay(5);
    }
    server.kill('SIGKILL');
    await Promise.all([server.exit, ...writers]);
    ({ client } = await serve());
    for (const { entries, run, source } of loggers) {
      const params = { workspace: 'default', run };
      const history = () => client.runs.history({ params, query: { maximumPoints: 100_000 } });
      const before = (await history()).series[0]!;
      const steps = Array.from({ length: before.count }, (_, index) => index + 1);
      expect(before.steps).toEqual(steps);
      expect(before.count).toBeGreaterThanOrEqual(acknowledged.get(run)! - 1);
      // The sender does not know what arrived last, and sends all again.
      await client.runs.journal({ params, body: { source, entries } });
      expect((await history()).series[0]!.count).toBe(entries.length - 1);
    }
  });
});

(canMount ? describe : describe.skip)('a disk that is full', () => {
  function mount(size: string): void {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', data]);
    mounted = true;
  }

  it('stops a start with what to do', async () => {
    mount('64k');
    await writeFile(join(data, 'filler'), Buffer.alloc(64 * 1024)).catch(() => {});
    const { line } = await serve();
    expect(line).toMatchObject({
      event: 'failed',
      error: { code: 'storage-full', remedy: expect.stringContaining('Free some space') }
    });
    expect((await server.exit).code).toBe(1);
  });

  it('refuses writes with nothing half-written, and goes on once there is room', async () => {
    mount('8m');
    const { client } = await serve();
    const logger = buildRunLogger({ client });
    await logger.log(start(), metric('loss', 1, 1));
    await expect(
      client.blobs.upload({ query: {}, body: Buffer.alloc(16 * 2 ** 20) })
    ).rejects.toMatchObject({ code: 'storage-full' });
    const filler = join(data, 'filler');
    await writeFile(filler, Buffer.alloc(16 * 2 ** 20)).catch(() => {});
    const text = 'x'.repeat(6_000);
    for (let index = 0; index < 200; index++) {
      logger.add({ type: 'param', key: `p${index}`, value: text });
    }
    await expect(logger.send(3)).rejects.toMatchObject({ code: 'storage-full' });
    await rm(filler);
    expect(await logger.send(3)).toEqual({ acknowledged: 202 });
    const detail = await client.runs.get({ params: { workspace: 'default', run: logger.run } });
    expect(Object.keys(detail.params)).toHaveLength(200);
    expect(detail.metrics.loss?.count).toBe(1);
  });
});
