import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AtelierError, hasCode } from '@atelier-ml/api';
import type { JobSpec } from '@atelier-ml/api';
import type { NotebookPages } from '../../drivers/notebooks/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Logger } from 'pino';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import { mediaTypeOf } from '../../media-types.ts';
import type { Datasets } from '../datasets/index.ts';
import { maskNotebookFile } from './masked-notebook.ts';
import type { RunEntry } from './run-record.ts';
import type { Mask } from './secrets.ts';
import type { JobRow } from './tables.ts';

const LONGEST_PATH = 1_024;

export interface OutputsOptions {
  clock: Clock;
  datasets: Pick<Datasets, 'create' | 'createVersion'>;
  notebooks: NotebookPages;
  storage: Storage;
  log: Logger;
}

/** What a node has left behind. */
export interface OutputsOfTask {
  folder: string;
  rank: number;
  isGood: boolean;
  /** Takes the secrets of the job out of the notebook that it has executed, and so out of its page. */
  mask: Mask;
}

interface Kept {
  path: string;
  sha256: string;
  size: number;
}

/** Keeps what programs have written into their folders of outputs. */
export function createOutputs({ clock, datasets, log, notebooks, storage }: OutputsOptions) {
  async function keep(folder: string): Promise<Kept[]> {
    const kept: Kept[] = [];
    for (const path of await filesOf(folder)) {
      const blob = await storage.put(createReadStream(join(folder, path)));
      kept.push({ path, ...blob });
    }
    return kept;
  }

  /** The notebook that was executed, to be read by people. It is an extra: without it nothing fails. */
  async function pageOf(notebook: string, folder: string, kept: Kept[]): Promise<Kept[]> {
    const name = basename(notebook);
    const path = name.replace(/\.ipynb$/i, '.html');
    const isThere = (each: string): boolean => kept.some(file => file.path === each);
    if (!isThere(name) || isThere(path)) {
      return [];
    }
    let page: string;
    try {
      page = await notebooks.render({ file: join(folder, name), title: name });
    } catch (err) {
      log.warn({ err }, 'an executed notebook could not be made a page');
      return [];
    }
    return [{ path, ...(await storage.put(Readable.from([Buffer.from(page)]))) }];
  }

  async function asDataset(job: JobRow, name: string, [file, ...more]: Kept[]): Promise<string> {
    if (!file || more.length) {
      const found = file ? `${more.length + 1} files` : 'no file';
      throw new AtelierError('invalid-content', `The output for the dataset has ${found}.`, {
        remedy: 'Write exactly one file into its folder.'
      });
    }
    const user: User = { username: job.user_name, name: job.user_name };
    const content = { sha256: file.sha256, filename: basename(file.path), note: `job ${job.name}` };
    const place = { workspace: job.workspace_id };
    try {
      const version = await datasets.createVersion({ ...place, dataset: name }, content, user);
      return `${name}:${version.version}`;
    } catch (error) {
      if (!hasCode(error, 'not-found')) {
        throw error;
      }
      await datasets.create(place, { name, description: '', tags: {}, content }, user);
      return `${name}:1`;
    }
  }

  return {
    /**
     * Finds out what the run is to be told of the files; one node's apart from another's. It may be
     * called again when it has failed: what became a dataset then is the same one.
     */
    collector(
      job: JobRow,
      { outputs: wanted, program }: Pick<JobSpec, 'outputs' | 'program'>,
      { folder, isGood, mask, rank }: OutputsOfTask
    ): () => Promise<RunEntry[]> {
      const versions = new Map<string, string>();
      const asked = Object.entries(wanted).filter(([, { dataset }]) => dataset !== undefined);
      return async () => {
        const isKept = await isPlain(folder);
        if (isKept && program.type === 'notebook') {
          await maskNotebookFile(join(folder, basename(program.path)), mask);
        }
        const kept = isKept ? await keep(folder) : [];
        if (program.type === 'notebook') {
          kept.push(...(await pageOf(program.path, folder, kept)));
        }
        const entries: RunEntry[] = kept.map(({ path, sha256, size }) => ({
          type: 'artifact',
          at: clock(),
          path: (rank ? `outputs/node-${rank}/${path}` : `outputs/${path}`).slice(0, LONGEST_PATH),
          ...{ sha256, size, mediaType: mediaTypeOf(path) }
        }));
        for (const [name, { dataset }] of isGood && rank === 0 ? asked : []) {
          const files = kept.filter(({ path }) => path.startsWith(`${name}/`));
          const version = versions.get(name) ?? (await asDataset(job, dataset!, files));
          versions.set(name, version);
          const uri = `atelier://${job.workspace_id}/datasets/${version}`;
          entries.push({ type: 'output', at: clock(), uri });
        }
        return entries;
      };
    }
  };
}

/** Whether a program has not put a link in the place of its folder of outputs, or of the one above. */
async function isPlain(folder: string): Promise<boolean> {
  const found = [folder, dirname(folder)].map(each => lstat(each).catch(() => undefined));
  return (await Promise.all(found)).every(each => each?.isDirectory());
}

/** Files below a folder, in order, with forward slashes; links are not followed. */
async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
