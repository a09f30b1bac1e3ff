import { mkdir, mkdtemp, readdir, rename, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openLocalStorage } from './index.ts';
import type { Storage } from './index.ts';

const HOUR = 3_600_000;

let folder: string;
let storage: Storage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-collector-'));
  storage = await openLocalStorage(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (content: string): Promise<string> =>
  (await storage.put(Readable.from([content]))).sha256;
const fileOf = (sha256: string): string =>
  join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

/** Content that was stored some hours ago. */
async function putOld(content: string): Promise<string> {
  const sha256 = await put(content);
  const then = new Date(Date.now() - 5 * HOUR);
  await utimes(fileOf(sha256), then, then);
  return sha256;
}

const hourAgo = (): number => Date.now() - HOUR;
const allFree = async (sha256s: string[]): Promise<Set<string>> => new Set(sha256s);
const readAll = async (sha256: string): Promise<string> => text(await storage.read(sha256));

describe('collecting content', () => {
  it('removes what is idle and free, and tells how much that was', async () => {
    const [free, used] = [await putOld('free'), await putOld('used')];
    const removed = await storage.collect([free, used], hourAgo(), async () => new Set([free]));
    expect(removed).toEqual([{ sha256: free, size: 4 }]);
    expect(await storage.find(free)).toBeUndefined();
    expect(await readAll(used)).toBe('used');
  });

  it('leaves alone what was put or claimed a moment ago, and what is not there', async () => {
    const [put1, claimed] = [await putOld('put'), await putOld('claimed')];
    await put('put');
    await storage.claim(claimed);
    const absent = 'f'.repeat(64);
    expect(await storage.collect([put1, claimed, absent], hourAgo(), allFree)).toEqual([]);
    expect([await readAll(put1), await readAll(claimed)]).toEqual(['put', 'claimed']);
  });

  it('keeps what is claimed or put again while it is being decided', async () => {
    const [claimed, again] = [await putOld('claimed'), await putOld('again')];
    const waiting: Promise<unknown>[] = [];
    const removed = await storage.collect([claimed, again], hourAgo(), async sha256s => {
      waiting.push(storage.claim(claimed), put('again'));
      return new Set(sha256s);
    });
    await Promise.all(waiting);
    // what is put again may come after the old copy has gone, and is stored anew then
    expect(removed.map(({ sha256 }) => sha256)).not.toContain(claimed);
    expect([await readAll(claimed), await readAll(again)]).toEqual(['claimed', 'again']);
  });

  it('lets readers wait until it is decided', async () => {
    const sha256 = await putOld('used');
    let reading: Promise<string> | undefined;
    await storage.collect([sha256], hourAgo(), async () => {
      reading = readAll(sha256);
      return new Set();
    });
    expect(await reading).toBe('used');
  });

  it('keeps all when it cannot be told what is free', async () => {
    const sha256 = await putOld('used');
    const failing = async (): Promise<never> => {
      throw new Error('the database is away');
    };
    await expect(storage.collect([sha256], hourAgo(), failing)).rejects.toThrow('away');
    expect(await readAll(sha256)).toBe('used');
  });

  it('gives back at the next start what was out of reach when the server was killed', async () => {
    const sha256 = await putOld('used');
    await mkdir(join(folder, 'collected'), { recursive: true });
    await rename(fileOf(sha256), join(folder, 'collected', sha256));
    expect(await storage.find(sha256)).toBeUndefined();
    storage = await openLocalStorage(folder);
    expect(await readAll(sha256)).toBe('used');
    expect(await readdir(join(folder, 'collected'))).toEqual([]);
  });

  it('never loses content to uploads and claims that come at any time', async () => {
    for (let round = 0; round < 30; round++) {
      const sha256 = await putOld(`content ${round}`);
      const turns = round % 7;
      const [, stored] = await Promise.all([
        storage.collect([sha256], hourAgo(), allFree),
        (async () => {
          for (let turn = 0; turn < turns; turn++) {
            await new Promise(setImmediate);
          }
          // Who is told that it is not there uploads it.
          return (await storage.claim(sha256)) ?? { sha256: await put(`content ${round}`) };
        })()
      ]);
      expect(await readAll(stored.sha256)).toBe(`content ${round}`);
    }
  });
});
