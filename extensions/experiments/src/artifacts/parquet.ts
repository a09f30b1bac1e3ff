import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ArtifactFile } from './artifact-content.ts';

export interface ParquetTable {
  readonly columns: readonly { name: string; type: string }[];
  readonly rowCount: number;
  /** Rows from `start` to `end`, the last one not included. */
  rows(start: number, end: number): Promise<unknown[][]>;
}

/**
 * Opens a table by its end, where Parquet tells what is in it; values are fetched when asked for.
 * `tail`: bytes that are fetched first.
 */
export async function openParquet(file: ArtifactFile, tail = 65_536): Promise<ParquetTable> {
  const source = {
    byteLength: file.artifact.size,
    slice: (start: number, end = file.artifact.size) => file.read(start, end)
  };
  const metadata = await parquetMetadataAsync(source, { initialFetchSize: tail });
  const columns = parquetSchema(metadata).children.map(({ element }) => ({
    name: element.name,
    type: String(
      element.logical_type?.type ?? element.converted_type ?? element.type ?? ''
    ).toLowerCase()
  }));
  return {
    columns,
    rowCount: Number(metadata.num_rows),
    async rows(rowStart, rowEnd) {
      const rows = await parquetReadObjects({
        file: source,
        metadata,
        compressors,
        rowStart,
        rowEnd
      });
      return rows.map(row => columns.map(({ name }) => row[name]));
    }
  };
}
