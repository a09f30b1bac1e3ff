import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing, publish } from './local-files.ts';
import type { Storage, StoredBlob } from './storage.ts';

/** The names of folders that hold blobs, and of blobs. */
const PART = /^[0-9a-f]{2}$/;
const NAME = /^[0-9a-f]{64}$/;

export interface Collector extends Pick<Storage, 'collect' | 'idleSince'> {
  /** Resolves when nothing is being decided about the content; a claim decides that it stays. */
  settled(sha256: string, claim?: boolean): Promise<void>;
}

/** Content that is out of reach until it is clear whether it goes. */
interface Pending {
  blob: StoredBlob;
  claimed: boolean;
  decided: PromiseWithResolvers<void>;
}

/**
 * Removes blobs in two steps: first out of reach, then, when it is certain that nobody has come to
 * need them meanwhile, off the disk. What a crash has left between the two goes back to its place.
 */
export async function openLocalCollector(
  folder: string,
  fileOf: (sha256: string) => string
): Promise<Collector> {
  const aside = join(folder, 'collected');
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const asideOf = (sha256: string): string => join(aside, sha256);
  const pending = new Map<string, Pending>();

  const giveBack = async (sha256: string): Promise<void> => {
    // content that has been put again meanwhile is the same content
    if (await stat(fileOf(sha256)).catch(ifMissing)) {
      await rm(asideOf(sha256), { force: true });
    } else {
      await publish(asideOf(sha256), fileOf(sha256), folder);
    }
  };
  for (const left of await readdir(aside)) {
    await giveBack(left);
  }

  async function takeAside(sha256: string, before: number): Promise<Pending | undefined> {
    const found = await stat(fileOf(sha256)).catch(ifMissing);
    if (!found || found.mtimeMs >= before) {
      return undefined;
    }
    const taken: Pending = {
      blob: { sha256, size: found.size },
      claimed: false,
      decided: Promise.withResolvers()
    };
    pending.set(sha256, taken);
    await rename(fileOf(sha256), asideOf(sha256));
    // a claim between our look and the move has left its mark on the file
    taken.claimed ||= (await stat(asideOf(sha256))).mtimeMs >= before;
    return taken;
  }

  async function decide({ blob, claimed, decided }: Pending, isFree: boolean): Promise<boolean> {
    const goes = isFree && !claimed;
    try {
      await (goes ? rm(asideOf(blob.sha256)) : giveBack(blob.sha256));
    } finally {
      pending.delete(blob.sha256);
      decided.resolve();
    }
    return goes;
  }

  return {
    async settled(sha256, claim = false) {
      const taken = pending.get(sha256);
      if (taken) {
        taken.claimed ||= claim;
        await taken.decided.promise;
      }
    },
    async *idleSince(before) {
      for (const first of await partsOf(folder)) {
        for (const second of await partsOf(join(folder, first))) {
          for (const sha256 of await readdir(join(folder, first, second))) {
            const found = await stat(fileOf(sha256)).catch(ifMissing);
            if (found && NAME.test(sha256) && found.mtimeMs < before) {
              yield { sha256, size: found.size, usedAt: found.mtimeMs };
            }
          }
        }
      }
    },
    async collect(sha256s, before, isFree) {
      const taken: Pending[] = [];
      const removed: StoredBlob[] = [];
      let free = new Set<string>();
      try {
        for (const sha256 of sha256s) {
          const found = await takeAside(sha256, before);
          if (found) {
            taken.push(found);
          }
        }
        free = await isFree(taken.map(({ blob }) => blob.sha256));
      } finally {
        // also when the question failed: then all of it stays
        for (const each of taken) {
          if (await decide(each, free.has(each.blob.sha256))) {
            removed.push(each.blob);
          }
        }
      }
      return removed;
    }
  };
}

const partsOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter(name => PART.test(name));
