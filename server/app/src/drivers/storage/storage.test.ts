import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openLocalStorage } from './index.ts';
import type { Storage } from './index.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const textOf = async (stream: Readable): Promise<string> =>
  Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)).toString();

/** What every driver of the port must do. */
function describeStorage(name: string, open: () => Promise<Storage>): void {
  describe(name, () => {
    it('gives back what was stored, whole and in part', async () => {
      const storage = await open();
      const blob = await storage.put(Readable.from([Buffer.from('hello '), Buffer.from('world')]));
      expect(blob).toEqual({ sha256: sha256('hello world'), size: 11 });
      expect(await textOf(await storage.read(blob.sha256))).toBe('hello world');
      expect(await textOf(await storage.read(blob.sha256, { start: 6, end: 8 }))).toBe('wor');
      expect(await storage.find(blob.sha256)).toEqual(blob);
    });

    it('stores empty content, and equal content once, also at the same time', async () => {
      const storage = await open();
      const put = (text: string) => storage.put(Readable.from([Buffer.from(text)]));
      expect((await put('')).size).toBe(0);
      const blobs = await Promise.all(Array.from({ length: 8 }, () => put('same')));
      expect(new Set(blobs.map(blob => blob.sha256)).size).toBe(1);
    });

    it('knows what it does not have', async () => {
      const storage = await open();
      expect(await storage.find(sha256('none'))).toBeUndefined();
      await expect(storage.read(sha256('none'))).rejects.toMatchObject({ code: 'not-found' });
      await expect(storage.localFile(sha256('none'))).rejects.toMatchObject({ code: 'not-found' });
    });

    it('refuses what has another hash, and keeps nothing of it', async () => {
      const storage = await open();
      const put = storage.put(Readable.from([Buffer.from('b')]), { sha256: sha256('a') });
      await expect(put).rejects.toMatchObject({ code: 'hash-mismatch' });
      expect(await storage.find(sha256('b'))).toBeUndefined();
    });

    it('keeps nothing of an upload that breaks off', async () => {
      const storage = await open();
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from('half');
          throw new Error('the caller has gone');
        })()
      );
      await expect(storage.put(broken)).rejects.toThrow('the caller has gone');
      expect(await storage.find(sha256('half'))).toBeUndefined();
    });
  });
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-storage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeStorage('storage in a folder', () => openLocalStorage(folder));

describe('storage in a folder', () => {
  it('sweeps what a crash has left half-written', async () => {
    await mkdir(join(folder, 'tmp'));
    await writeFile(join(folder, 'tmp', 'half'), 'x');
    await openLocalStorage(folder);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('leaves no draft behind, whether it went well or not', async () => {
    const storage = await openLocalStorage(folder);
    await storage.put(Readable.from([Buffer.from('a')]));
    await storage.put(Readable.from([Buffer.from('a')]), { sha256: sha256('b') }).catch(() => {});
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });
});
