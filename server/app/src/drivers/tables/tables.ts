import type { Column, DatasetFormat, TablePreview, TableStatistics } from '@atelier-ml/api';
import type { z } from 'zod';

export type TableFormat = Exclude<z.infer<typeof DatasetFormat>, 'file'>;
export type TableColumn = z.infer<typeof Column>;

/** The content of a table: a file on this machine, known by its hash. */
export interface TableSource {
  readonly file: string;
  readonly sha256: string;
  readonly format: TableFormat;
}

/** What a table is: its columns in order and how many rows it has. */
export interface TableShape {
  readonly columns: TableColumn[];
  readonly rowCount: number;
}

/**
 * Reads tables. Content never changes, so whatever is learnt about it is kept by its hash.
 * Broken content rejects with AtelierError `invalid-content`, which names the line.
 */
export interface Tables {
  /** Reads the whole table once: names, types, rows. */
  inspect(source: TableSource): Promise<TableShape>;
  /**
   * Rows `offset … offset + limit - 1`; fewer if the table ends before, or if they would take
   * more than 8 MiB.
   */
  preview(
    source: TableSource,
    shape: TableShape,
    page: { offset: number; limit: number }
  ): Promise<TablePreview>;
  statistics(source: TableSource, shape: TableShape): Promise<TableStatistics>;
  close(): Promise<void>;
}
