import { AtelierError } from '@atelier-ml/api';
import type { DatasetContent, DatasetFormat, DatasetVersion } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Storage } from '../../drivers/storage/index.ts';
import type { TableFormat, Tables } from '../../drivers/tables/index.ts';
import type { DatasetVersionRow } from './datasets.store.ts';

type Format = z.infer<typeof DatasetFormat>;

const ENDINGS: Record<string, Format> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl'
};
const MEDIA_TYPES: Record<Format, string> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  jsonl: 'application/x-ndjson',
  file: 'application/octet-stream'
};

/** The format that a file name's ending tells. */
export function formatOf(filename: string): Format {
  return ENDINGS[/\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? ''] ?? 'file';
}

export const mediaTypeOf = (format: string): string => MEDIA_TYPES[format as Format];

/**
 * Reads uploaded content as what it says it is: everything of a version but number and owner.
 * `path`: where the content stands in the request.
 */
export async function readContent(
  content: z.infer<typeof DatasetContent>,
  path: string,
  { storage, tables }: { storage: Storage; tables: Tables }
): Promise<Omit<DatasetVersionRow, 'dataset_id' | 'version' | 'created_at'>> {
  const { filename, note, sha256 } = content;
  const format = content.format ?? formatOf(filename);
  const blob = await storage.claim(sha256);
  if (!blob) {
    throw new AtelierError('invalid-input', `There is no uploaded content ${sha256}.`, {
      remedy: 'Upload the file to /api/blobs first, and use the SHA-256 that it answers.',
      fields: [{ path: `${path}.sha256`, message: 'is not uploaded' }]
    });
  }
  const shape =
    format === 'file'
      ? { columns: [], rowCount: null }
      : await tables.inspect({ file: await storage.localFile(sha256), sha256, format });
  return {
    format,
    filename,
    sha256,
    size: blob.size,
    row_count: shape.rowCount,
    columns: JSON.stringify(shape.columns),
    note
  };
}

export function presentVersion(row: DatasetVersionRow): DatasetVersion {
  return {
    datasetId: row.dataset_id,
    version: row.version,
    format: row.format as Format,
    filename: row.filename,
    sha256: row.sha256,
    size: row.size,
    rowCount: row.row_count,
    columns: JSON.parse(row.columns) as DatasetVersion['columns'],
    note: row.note,
    createdAt: row.created_at
  };
}

/** What a table's reader needs of a version. @throws `unsupported-format` for a plain file */
export async function tableOf(version: DatasetVersion, storage: Storage) {
  const { columns, format, rowCount, sha256 } = version;
  if (format === 'file' || rowCount === null) {
    throw new AtelierError('unsupported-format', 'This version is a plain file, not a table.', {
      remedy: 'Rows and statistics exist for csv, tsv and jsonl; download the file instead.'
    });
  }
  const file = await storage.localFile(sha256);
  return { source: { file, sha256, format: format as TableFormat }, shape: { columns, rowCount } };
}
