import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Download } from '../../http/index.ts';
import type { ModelFileRow, ModelRow, ModelVersionRow } from './models.store.ts';
import { tarOf, tarSize } from './tar.ts';

/** The one file of a version, or an archive of the many that it consists of. */
export function contentOf(
  model: ModelRow,
  { filename, sha256, size, source, version }: ModelVersionRow,
  files: ModelFileRow[],
  storage: Storage
): Download {
  if (files.length) {
    const folder = `${model.name}-${version}`.replace(/[^\p{L}\p{N}._ -]/gu, '_');
    const entries = files.map(file => ({ ...file, path: `${folder}/${file.path}` }));
    const content = Readable.from(tarOf(entries, file => storage.read(file.sha256)));
    const mediaType = 'application/x-tar';
    return { content, size: tarSize(entries), filename: `${folder}.tar`, mediaType };
  }
  if (!sha256) {
    throw new AtelierError('not-found', 'The files of this version do not lie here.', {
      remedy: `They are at ${source ?? 'another place'}.`
    });
  }
  return {
    content: part => storage.read(sha256, part),
    size,
    filename,
    sha256,
    mediaType: 'application/octet-stream'
  };
}
