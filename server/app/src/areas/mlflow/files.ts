import type { FileInfo } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { StoredBlob } from '../../drivers/storage/index.ts';
import { createRunDetailsStore } from '../experiments/index.ts';
import { createVersionStore } from '../models/index.ts';
import { missing } from './errors.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import { mediaTypeOf } from '../../media-types.ts';
import { stepOf } from './image-step.ts';
import type { Owner, Place } from './places.ts';
import { TAG } from './run-present.ts';
import { tablesIn } from './run-tags.ts';
import { createTrackingStore } from './tracking.store.ts';

/** A file of a run or of a logged model. */
export interface StoredFile extends StoredBlob {
  path: string;
  mediaType: string;
}

interface FileRow {
  path: string;
  sha256: string;
  size: number;
  media_type: string;
}

const TABLE = 'application/vnd.atelier.table+json';

/** The files of runs and of logged models, by their owner. */
export function createFiles(queries: Queries) {
  const details = createRunDetailsStore(queries);
  const models = createLoggedModelStore(queries);
  const tracking = createTrackingStore(queries);
  const versions = createVersionStore(queries);

  async function rowsOf(owner: Owner): Promise<FileRow[]> {
    switch (owner.kind) {
      case 'run':
        return details.artifacts(owner.id);
      case 'model':
        return models.filesOf([owner.id]);
      case 'version':
        return filesOfVersion(owner.id, owner.version);
    }
  }

  /** Those of a folder, or the one that there is. */
  async function filesOfVersion(id: string, version: number): Promise<FileRow[]> {
    const files = await versions.files(id, version);
    const row = files.length ? undefined : await versions.find(id, version);
    return row?.sha256
      ? [{ ...row, path: row.filename, media_type: mediaTypeOf(row.filename) }]
      : files;
  }

  /** `log_table` says first that it will store a table, and stores it then. */
  async function mediaTypeIn(runId: string, path: string): Promise<string> {
    const type = mediaTypeOf(path);
    if (type !== 'application/json') {
      return type;
    }
    const tags = await details.tags([runId]);
    const logged = tags.find(tag => tag.key === TAG.loggedArtifacts)?.value ?? '[]';
    return tablesIn(logged).includes(path) ? TABLE : type;
  }

  return {
    async find({ owner, path }: Place): Promise<StoredFile> {
      const row: FileRow | undefined =
        owner.kind === 'run'
          ? await details.artifact(owner.id, path)
          : (await rowsOf(owner)).find(file => file.path === path);
      if (!row) {
        throw missing(`No such artifact: '${path}'`);
      }
      return presentFile(row);
    },
    /** Files and folders that lie directly in a folder; none where the path is a file’s. */
    async list({ owner, path }: Place): Promise<FileInfo[]> {
      return childrenOf(await rowsOf(owner), path);
    },
    async all(owner: Owner): Promise<StoredFile[]> {
      return (await rowsOf(owner)).map(presentFile);
    },
    async put({ owner, path }: Place, blob: StoredBlob, now: number): Promise<void> {
      if (owner.kind !== 'run') {
        await models.putFile({
          model_id: owner.id,
          path,
          ...blob,
          media_type: mediaTypeOf(path),
          created_at: now
        });
        return;
      }
      await details.addArtifacts([
        {
          run_id: owner.id,
          path,
          ...blob,
          media_type: await mediaTypeIn(owner.id, path),
          step: stepOf(path),
          created_at: now
        }
      ]);
    },
    /** A file, or a folder with all in it. @returns how many files went */
    async delete({ owner, path }: Place): Promise<number> {
      const paths = (await rowsOf(owner))
        .map(row => row.path)
        .filter(candidate => isWithin(candidate, path));
      if (paths.length) {
        await (owner.kind === 'run'
          ? tracking.deleteArtifacts(owner.id, paths)
          : models.deleteFiles(owner.id, paths));
      }
      return paths.length;
    }
  };
}

const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

function presentFile({ media_type: mediaType, path, sha256, size }: FileRow): StoredFile {
  return { path, sha256, size, mediaType };
}

function childrenOf(rows: FileRow[], folder: string): FileInfo[] {
  const start = folder === '' ? 0 : folder.length + 1;
  const children = new Map<string, FileInfo>();
  for (const { path, size } of rows) {
    if (path === folder || !isWithin(path, folder)) {
      continue;
    }
    const end = path.indexOf('/', start);
    if (end < 0) {
      children.set(path, { path, is_dir: false, file_size: size });
    } else {
      const name = path.slice(0, end);
      children.set(name, { path: name, is_dir: true });
    }
  }
  return [...children.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
