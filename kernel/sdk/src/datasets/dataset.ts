import type { DatasetVersion, TablePreview, TableStatistics } from '@atelier-ml/api';
import { AtelierError } from '@atelier-ml/api';
import { displaySymbol, formatBytes, formatNumber, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';
import { readRows } from './rows.ts';
import type { DataRow } from './rows.ts';

export interface DatasetParts {
  scope: WorkspaceScope;
  name: string;
  uri: string;
  version: DatasetVersion;
  preview: TablePreview | null;
}

/** One version of a dataset. Its content never changes. */
export class Dataset<Row extends object = DataRow> implements Displayable {
  readonly name: string;
  readonly version: number;
  /** E.g. `atelier://default/datasets/diabetes:1`. */
  readonly uri: string;
  readonly format: DatasetVersion['format'];
  readonly columns: DatasetVersion['columns'];
  /** Null for a file that is no table. */
  readonly rowCount: number | null;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly #parts: DatasetParts;

  constructor(parts: DatasetParts) {
    const { version } = parts;
    this.#parts = parts;
    this.name = parts.name;
    this.uri = parts.uri;
    this.version = version.version;
    this.format = version.format;
    this.columns = version.columns;
    this.rowCount = version.rowCount;
    this.size = version.size;
    this.sha256 = version.sha256;
  }

  /**
   * All rows, by column name: numbers as numbers, null for a missing value.
   *
   * @throws AtelierError `unsupported-format` when the dataset is no table
   */
  async rows(): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const row of this.stream()) {
      rows.push(row);
    }
    return rows;
  }

  /** The rows one by one, for tables that do not fit into memory. */
  async *stream(): AsyncGenerator<Row> {
    this.#mustBeTable();
    const { body } = await this.#content();
    if (body) {
      yield* readRows(body as unknown as AsyncIterable<Uint8Array>, this) as AsyncGenerator<Row>;
    }
  }

  /** The content as it was registered. */
  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#content()).arrayBuffer());
  }

  /** Count, missing values, extremes, mean and quartiles of every column. */
  async statistics(): Promise<TableStatistics & Displayable> {
    this.#mustBeTable();
    const { client } = this.#parts.scope;
    const statistics = await client.datasets.versions.statistics({ params: this.#params() });
    return { ...statistics, [displaySymbol]: () => statisticsBundle(this, statistics) };
  }

  [displaySymbol](): MimeBundle {
    const { preview } = this.#parts;
    const size = formatBytes(this.size);
    return tableBundle({
      title: `${this.name}:${this.version}`,
      subtitle:
        this.rowCount === null
          ? `${this.#parts.version.filename} · ${size}`
          : `${formatNumber(this.rowCount)} rows × ${this.columns.length} columns · ${size}`,
      columns: preview?.columns.map(({ name }) => name) ?? [],
      rows: preview?.rows ?? [],
      ...(preview &&
        preview.rowCount > preview.rows.length && {
          footer: `The first ${preview.rows.length} of ${formatNumber(preview.rowCount)} rows.`
        })
    });
  }

  #params() {
    const { scope, version } = this.#parts;
    return {
      workspace: scope.params.workspace,
      dataset: version.datasetId,
      version: version.version
    };
  }

  #content(): Promise<Response> {
    return this.#parts.scope.client.datasets.versions.content({ params: this.#params() });
  }

  #mustBeTable(): void {
    if (this.format === 'file') {
      throw new AtelierError('unsupported-format', `The dataset ${this.name} is not a table.`, {
        remedy: 'Read it with bytes(), or register it as CSV, TSV or JSON lines.'
      });
    }
  }
}

function statisticsBundle(dataset: Dataset<object>, statistics: TableStatistics): MimeBundle {
  const { rowCount, columns, duplicateRows } = statistics;
  return tableBundle({
    title: `${dataset.name}:${dataset.version}`,
    subtitle: `${formatNumber(rowCount)} rows, ${formatNumber(duplicateRows)} of them doubled`,
    columns: [
      'column',
      'type',
      'missing',
      'distinct',
      'lowest',
      'mean',
      'median',
      'highest',
      'most frequent'
    ],
    rows: columns.map(column => [
      column.name,
      column.type,
      column.missing,
      column.distinct,
      column.minimum ?? '',
      column.mean ?? '',
      column.quartiles?.[1] ?? '',
      column.maximum ?? '',
      column.top
        .slice(0, 3)
        .map(({ value, count }) => `${value} (${count})`)
        .join(', ')
    ])
  });
}
