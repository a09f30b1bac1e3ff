import { AtelierError } from '@atelier-ml/api';
import { build } from 'esbuild';
import { join } from 'node:path';
import { createPageJournal } from './page-journal.ts';
import type { PageServer } from './page-server.ts';
import { PageRun } from './page-run.ts';
import { createMemoryStore } from './page-store.ts';
import type { PageStore } from './page-store.ts';

const record = { source: '1'.repeat(32), run: '2'.repeat(32), url: '/atelier', workspace: '~' };

type Fault = 'none' | 'lose answer' | 'no answer' | 'refuse';

/** A page with one run, and a server that stores what the server's contract says. */
function openPage(options: { store?: PageStore } = {}) {
  const stored: { seq: number; type: string }[] = [];
  const warned: string[] = [];
  const faults: Fault[] = [];
  let requests = 0;
  const server: PageServer = {
    url: '/atelier',
    resolve: async () => '3'.repeat(32),
    async send(_, entries) {
      requests += 1;
      const fault = faults.shift() ?? 'none';
      if (fault === 'no answer') {
        throw new TypeError('Failed to fetch');
      }
      if (fault === 'refuse') {
        throw new AtelierError('run-deleted', 'The run lies in the trash.');
      }
      for (const { text } of entries) {
        const entry = JSON.parse(text) as (typeof stored)[0];
        if (entry.seq === stored.length + 1) {
          stored.push(entry);
        }
      }
      if (fault === 'lose answer') {
        throw new TypeError('Failed to fetch');
      }
      return stored.length;
    }
  };
  const store = options.store ?? createMemoryStore();
  const warn = (message: string) => void warned.push(message);
  const journal = createPageJournal({ record, store: Promise.resolve(store), server, warn });
  const run = new PageRun({ id: record.run, name: 'a', experiment: 'page', journal, warn });
  return { faults, journal, requests: () => requests, run, store, stored, warned };
}

/** A browser's store takes its time. */
function createSlowStore(): PageStore {
  const store = createMemoryStore();
  const slow =
    <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      await new Promise(resolve => setTimeout(resolve, 5));
      return call(...given);
    };
  return {
    open: slow(store.open),
    journals: slow(store.journals),
    put: slow(store.put),
    all: slow(store.all),
    confirm: slow(store.confirm),
    remove: slow(store.remove)
  };
}

describe('a run that a page logs', () => {
  it('is sent while it logs faster than the browser stores', async () => {
    const { journal, run, store, stored, warned } = openPage({ store: createSlowStore() });
    let logged = 0;
    while (stored.length < 200) {
      run.log({ loss: logged++ });
      await new Promise(resolve => setImmediate(resolve));
    }
    await run.flush();
    expect(await run.end({ wait: 20_000 })).toBe(true);
    expect(stored.map(({ seq }) => seq)).toEqual(
      Array.from({ length: logged + 1 }, (_, i) => i + 1)
    );
    expect(stored.at(-1)?.type).toBe('end');
    await journal.done;
    expect([await store.journals(), await store.all(record.source), warned]).toEqual([[], [], []]);
  });

  it('asks a server that is away no more often for all that is logged', async () => {
    const { faults, requests, run } = openPage();
    faults.push(...Array.from({ length: 10_000 }, (): Fault => 'no answer'));
    for (let turn = 0; turn < 500; turn++) {
      run.log({ loss: turn });
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(requests()).toBeLessThan(10);
    faults.length = 0;
    expect(await run.end({ wait: 20_000 })).toBe(true);
  });

  it('is on the server once, in its order, whatever answers are lost', async () => {
    const { faults, journal, run, store, stored } = openPage();
    faults.push('no answer', 'lose answer', 'no answer', 'none', 'lose answer');
    for (let step = 0; step < 50; step++) {
      run.log({ loss: 1 / (step + 1) });
      await new Promise(resolve => setImmediate(resolve));
    }
    run.params({ rate: 0.1 });
    expect(await run.end({ wait: 20_000 })).toBe(true);
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 52 }, (_, i) => i + 1));
    expect(stored.at(-1)?.type).toBe('end');
    await journal.done;
    expect(await store.journals()).toEqual([]);
  });

  it('stays in the browser while nobody answers', async () => {
    const { faults, run, store, stored } = openPage();
    faults.push(...Array.from({ length: 1_000 }, (): Fault => 'no answer'));
    run.log({ loss: 1 });
    run.log({ loss: 2 });
    expect(await run.flush(1)).toBe(false);
    expect(run.unsynced()).toBe(2);
    expect(await store.all(record.source)).toHaveLength(2);
    expect(await store.journals()).toMatchObject([{ run: record.run, url: record.url }]);
    faults.length = 0;
    expect(await run.flush(20_000)).toBe(true);
    expect(stored).toHaveLength(2);
    await run.end();
  });

  it('says why the server does not take it, and goes on in the page', async () => {
    const { faults, journal, run, warned } = openPage();
    faults.push('refuse');
    run.log({ loss: 1 });
    await journal.done;
    expect(warned).toEqual([expect.stringContaining('The run lies in the trash.')]);
    expect(() => run.log({ loss: 2 })).not.toThrow();
    expect(await run.end()).toBe(false);
  });

  it('waits in memory when the browser keeps no more', async () => {
    const store: PageStore = {
      ...createMemoryStore(),
      put: () => Promise.reject(new Error('QuotaExceededError'))
    };
    const { run, stored, warned } = openPage({ store });
    run.log({ loss: 1, auc: 2 });
    expect(await run.end({ wait: 20_000 })).toBe(true);
    expect(stored).toHaveLength(3);
    expect(warned[0]).toContain('QuotaExceededError');
  });

  it('takes nothing that is no number, and nothing after its end', async () => {
    const { run, stored, warned } = openPage();
    run.log({ loss: 'x' as unknown as number, nan: NaN });
    await run.end({ error: new Error('broken') });
    run.log({ loss: 1 });
    expect(stored.slice(0, 1)).toMatchObject([{ type: 'metric', key: 'nan', value: 'NaN' }]);
    expect(stored.at(-1)).toMatchObject({ type: 'end', status: 'failed', error: 'Error: broken' });
    expect(warned).toHaveLength(2);
  });
});

describe('the entry for pages', () => {
  it('bundles for a browser without anything of Node', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(__dirname, 'index.ts')],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false
    });
    const text = outputFiles[0]?.text ?? '';
    expect(text).toContain('createPageTracker');
    expect(text).not.toMatch(/from\s*["']node:|require\(|process\.env/);
  });
});
