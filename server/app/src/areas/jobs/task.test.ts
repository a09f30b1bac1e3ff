import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import pino from 'pino';
import { createProcessEngine } from '../../drivers/compute/index.ts';
import type { Engine, WorkloadSpec } from '../../drivers/compute/index.ts';
import { runTask } from './task.ts';
import type { TaskOptions } from './task.ts';

const labels = { 'atelier.test': 'task' };
const spec: WorkloadSpec = {
  ...{ name: 'task', labels, argv: ['sh', '-c', 'echo ran'], environment: {} },
  ...{ resources: {}, mounts: [], network: 'outbound' as const }
};

/** What a task is run with when nothing of it matters. */
const usual = (): Omit<TaskOptions, 'engine'> => ({
  labels,
  memoryMb: null,
  prepare: () => Promise.resolve(spec),
  onStart: () => Promise.resolve(),
  openLog: () => ({
    write: () => Promise.resolve(),
    close: () => Promise.resolve(),
    last: () => undefined
  }),
  stop: new AbortController().signal,
  leave: new AbortController().signal,
  log: pino({ level: 'silent' })
});

describe('a task', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-task-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs it on an engine whose clock is far behind; when it began, as it was told. */
  async function startsAt(engine: Engine): Promise<(number | undefined)[]> {
    const since: (number | undefined)[] = [];
    await runTask({
      ...usual(),
      engine: async () => ({
        ...engine,
        async inspect(id) {
          const found = await engine.inspect(id);
          return { ...found, ...(found.startedAt !== undefined && { startedAt: 1_000 }) };
        }
      }),
      onStart: foundSince => Promise.resolve(void since.push(foundSince))
    });
    return since;
  }

  it('is told the clock of its engine only if somebody else has started it', async () => {
    const engine = createProcessEngine(folder);
    expect(await startsAt(engine)).toEqual([undefined]);
    expect(await startsAt(engine)).toEqual([1_000]);
  });

  it('that a server before this one has begun runs once, even if it ends just when it is found', async () => {
    const engine = createProcessEngine(folder);
    const id = await engine.create(spec);
    await engine.start(id);
    const whenFound: Engine = {
      ...engine,
      async list(wanted) {
        const found = await engine.list(wanted);
        await Array.fromAsync(engine.logs(id, { follow: true }));
        return found.map(each => ({ ...each, state: 'running', exit: undefined }));
      }
    };
    const written: string[] = [];
    const end = await runTask({
      ...usual(),
      engine: () => Promise.resolve(whenFound),
      prepare: () => Promise.reject(new Error('it is there')),
      openLog: () => ({
        write: ({ bytes }) => Promise.resolve(void written.push(bytes.toString())),
        close: () => Promise.resolve(),
        last: () => undefined
      })
    });
    expect([end.reason, written.join('')]).toEqual(['finished', 'ran\n']);
  });

  it('that came to its end while nobody saw it has finished, though it was told to end since', async () => {
    const engine = createProcessEngine(folder);
    const stop = new AbortController();
    const away = new AtelierError('engine-unreachable', 'It does not answer.');
    let isAway = false;
    let wasAway = false;
    async function comeBackLate(id: string): Promise<void> {
      for await (const _ of engine.logs(id, { follow: true })) {
        // until it has ended
      }
      stop.abort({ reason: 'timed-out', exitCode: null, message: 'Too late.' });
      isAway = false;
    }
    const end = await runTask({
      ...usual(),
      stop: stop.signal,
      engine: async () => {
        if (isAway) {
          throw away;
        }
        return {
          ...engine,
          async *logs(id, options) {
            if (!wasAway) {
              wasAway = isAway = true;
              void comeBackLate(id);
              throw away;
            }
            yield* engine.logs(id, options);
          }
        };
      }
    });
    expect(end).toMatchObject({ reason: 'finished', exitCode: 0 });
    expect(stop.signal.aborted).toBe(true);
  });

  it('waits for an engine that lets nobody in any more, and is run once', async () => {
    const engine = createProcessEngine(folder);
    const refused = new Set(['list', 'inspect', 'logs']);
    const once = (name: string): void => {
      if (refused.delete(name)) {
        throw new AtelierError('credentials-refused', 'It lets nobody in.');
      }
    };
    const told: (string | null)[] = [];
    let created = 0;
    const end = await runTask({
      ...usual(),
      engine: async () => ({
        ...engine,
        list: wanted => (once('list'), engine.list(wanted)),
        inspect: id => (once('inspect'), engine.inspect(id)),
        logs: (id, options) => (once('logs'), engine.logs(id, options)),
        create: wanted => ((created += 1), engine.create(wanted))
      }),
      onOutage: message => told.push(message)
    });
    expect([end.reason, created]).toEqual(['finished', 1]);
    expect(told).toContain('It lets nobody in.');
  });
});
