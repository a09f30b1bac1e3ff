import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { copyArtifact, copyBytesNow } from '../journal/index.ts';
import { mediaTypeOf, toArtifactPath } from './artifact-path.ts';
import type { NewEntry } from './entry-text.ts';
import { messageOf } from './entry-text.ts';
import type { KeptArtifact } from './run-media.ts';

export interface ArtifactKeeperOptions {
  /** Where copies wait until the server has them. */
  folder: string;
  record(entry: NewEntry): void;
  warn(message: string): void;
  /** Tells that the run has ended, with a warning. */
  closed(call: string): boolean;
}

export interface KeepOptions {
  mediaType?: string;
  step?: number;
}

/** Keeps copies of what is logged as files. Nothing of it throws. */
export interface ArtifactKeeper {
  /** A file or bytes under a path. */
  keep(
    call: string,
    path: string,
    source: string | Uint8Array,
    options?: KeepOptions
  ): Promise<KeptArtifact | undefined>;
  /** All files below a folder, each under its path in it. */
  keepFolder(call: string, path: string, folder: string): Promise<KeptArtifact[]>;
  /** Has `end` wait for something that is still being made. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is being copied any more. */
  settled(): Promise<void>;
}

/** Bytes up to here are written before the call returns: that takes about a millisecond. */
const smallBytes = 1024 * 1024;

/** Files below a folder with their paths in it; links are followed, each folder once. */
async function* filesBelow(
  folder: string,
  skip: (path: string, why: string) => void,
  prefix = '',
  above: readonly string[] = []
): AsyncGenerator<{ file: string; path: string }> {
  const { dev, ino } = await stat(folder);
  const identity = `${dev}:${ino}`;
  if (above.includes(identity)) {
    return skip(prefix, 'it leads back to a folder above');
  }
  for (const name of (await readdir(folder)).sort()) {
    const file = join(folder, name);
    const path = prefix === '' ? name : `${prefix}/${name}`;
    try {
      const found = await stat(file);
      if (found.isDirectory()) {
        yield* filesBelow(file, skip, path, [...above, identity]);
      } else if (found.isFile()) {
        yield { file, path };
      } else {
        skip(path, 'it is neither a file nor a folder');
      }
    } catch (error) {
      skip(path, messageOf(error));
    }
  }
}

export function createArtifactKeeper(options: ArtifactKeeperOptions): ArtifactKeeper {
  const { closed, folder: copies, record, warn } = options;
  const working = new Set<Promise<unknown>>();

  const track = <T>(work: Promise<T>): Promise<T> => {
    working.add(work);
    return work.finally(() => working.delete(work));
  };

  const copy = async (
    call: string,
    path: string,
    source: string | Uint8Array,
    { mediaType = mediaTypeOf(path), step }: KeepOptions
  ): Promise<KeptArtifact | undefined> => {
    try {
      const isSmall = typeof source !== 'string' && source.length <= smallBytes;
      const made = isSmall ? copyBytesNow(source, copies) : await copyArtifact(source, copies);
      if (closed(call)) {
        return undefined;
      }
      const entry = { type: 'artifact', path, ...made, mediaType } as const;
      record(step === undefined ? entry : { ...entry, step });
      return { path, ...made };
    } catch (error) {
      warn(`Artifact “${path}” was not kept: ${messageOf(error)}`);
      return undefined;
    }
  };

  const keep: ArtifactKeeper['keep'] = (call, name, source, keepOptions = {}) => {
    const path = toArtifactPath(name);
    if (path === '') {
      warn('An artifact was not kept: bytes need a name, as in artifact(bytes, "model.onnx").');
      return Promise.resolve(undefined);
    }
    return closed(call) ? Promise.resolve(undefined) : track(copy(call, path, source, keepOptions));
  };

  const copyAll = async (call: string, path: string, folder: string): Promise<KeptArtifact[]> => {
    const kept: KeptArtifact[] = [];
    const skip = (file: string, why: string) =>
      warn(`“${join(folder, file)}” was not kept with the run: ${why}.`);
    try {
      for await (const found of filesBelow(folder, skip)) {
        const below = toArtifactPath(`${path}/${found.path}`);
        const artifact = await copy(call, below, found.file, {});
        if (artifact) {
          kept.push(artifact);
        }
      }
    } catch (error) {
      warn(`The folder “${folder}” was not kept: ${messageOf(error)}`);
    }
    return kept;
  };

  return {
    keep,
    keepFolder: (call, name, folder) =>
      closed(call)
        ? Promise.resolve([])
        : track(copyAll(call, name === '' ? basename(folder) : name, folder)),
    track,
    async settled() {
      while (working.size > 0) {
        await Promise.allSettled(working);
      }
    }
  };
}
