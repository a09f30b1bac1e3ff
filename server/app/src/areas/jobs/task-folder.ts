import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import type { Storage } from '../../drivers/storage/index.ts';
import { unpack } from '../../tar.ts';
import type { JobInput } from './inputs.ts';
import type { JobRow } from './tables.ts';

/** What a program finds: `work` is where it starts. */
export const LAYOUT = {
  work: 'work',
  home: 'home',
  inputs: 'work/inputs',
  outputs: 'work/outputs'
};

export interface TaskFolderOptions {
  /** Below it every task has a folder. */
  folder: string;
  storage: Storage;
  /** Where the packages lie that scripts can import without installing them. */
  packages: string;
}

export type TaskFolders = ReturnType<typeof createTaskFolders>;

/** The folders that tasks work in; they are gone when their task has ended. */
export function createTaskFolders({ folder, packages, storage }: TaskFolderOptions) {
  const pathOf = (jobId: string, attempt: number, rank: number): string =>
    join(folder, jobId, `${attempt}-${rank}`);

  return {
    pathOf,
    /** Makes it anew with code, params, and a place for every input and output. */
    async prepare(
      path: string,
      job: JobRow,
      wanted: { inputs: JobInput[]; outputs: string[]; params: Record<string, string> },
      /** Inputs as links to where their content lies, as places that it is mounted on, or sent apart. */
      inputsAs: 'links' | 'places' | 'sent',
      packagesAt = packages
    ): Promise<void> {
      await rm(path, { recursive: true, force: true });
      const folders = [LAYOUT.home, LAYOUT.inputs, LAYOUT.outputs];
      const own = wanted.outputs.map(name => `${LAYOUT.outputs}/${name}`);
      for (const each of [...folders, ...own]) {
        await mkdir(join(path, each), { recursive: true, mode: 0o700 });
      }
      await symlink(packagesAt, join(path, 'node_modules'));
      if (job.code_sha256 !== null) {
        await unpackCode(storage, job.code_sha256, join(path, LAYOUT.work));
      }
      await writeFile(join(path, LAYOUT.home, 'params.json'), JSON.stringify(wanted.params));
      for (const { filename, name, sha256 } of inputsAs === 'sent' ? [] : wanted.inputs) {
        const place = join(path, LAYOUT.inputs, name, filename);
        await mkdir(dirname(place), { recursive: true });
        await (inputsAs === 'links'
          ? symlink(await storage.localFile(sha256), place)
          : writeFile(place, ''));
      }
    },
    remove: (path: string) => rm(path, { recursive: true, force: true })
  };
}

async function unpackCode(storage: Storage, sha256: string, folder: string): Promise<void> {
  try {
    await unpack(await storage.read(sha256), folder);
  } catch (cause) {
    if (cause instanceof AtelierError || (cause as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw cause;
    }
    throw new AtelierError('invalid-content', 'The code of the job is no tar archive.', {
      remedy: 'Submit the job with the folder of its code.',
      cause
    });
  }
}
