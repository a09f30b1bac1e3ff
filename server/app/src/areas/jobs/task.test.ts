import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createProcessEngine } from '../../drivers/compute/index.ts';
import type { Engine, WorkloadSpec } from '../../drivers/compute/index.ts';
import { runTask } from './task.ts';

describe('a task that a server before this one has begun', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-task-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('runs once, even if it ends just when it is found', async () => {
    const engine = createProcessEngine(folder);
    const labels = { 'atelier.test': 'task' };
    const spec: WorkloadSpec = {
      ...{ name: 'task', labels, argv: ['sh', '-c', 'echo ran'], environment: {} },
      ...{ resources: {}, mounts: [], network: 'outbound' as const }
    };
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
      engine: whenFound,
      labels,
      prepare: () => Promise.reject(new Error('it is there')),
      onStart: () => Promise.resolve(),
      openLog: () => ({
        write: ({ bytes }) => Promise.resolve(void written.push(bytes.toString())),
        close: () => Promise.resolve()
      }),
      stop: new AbortController().signal,
      leave: new AbortController().signal,
      log: pino({ level: 'silent' })
    });
    expect([end.reason, written.join('')]).toEqual(['finished', 'ran\n']);
  });
});
