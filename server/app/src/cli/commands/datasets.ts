import type { ColumnStatistics, Dataset, DatasetContent, DatasetVersion } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { CliContext } from '../context.ts';
import { collectPairs, saveDownload, uploadFile } from '../files.ts';
import { listAll } from '../list.ts';
import { formatTime } from '../table.ts';

type Format = z.infer<typeof DatasetContent>['format'];
type Version = number | 'latest';

const columns = {
  name: (row: Dataset) => row.name,
  version: (row: Dataset) => row.latest.version,
  format: (row: Dataset) => row.latest.format,
  rows: (row: Dataset) => row.latest.rowCount ?? '',
  columns: (row: Dataset) => row.latest.columns.length,
  changed: (row: Dataset) => formatTime(row.updatedAt),
  description: (row: Dataset) => row.description
};
const versionColumns = {
  version: (row: DatasetVersion) => row.version,
  rows: (row: DatasetVersion) => row.rowCount ?? '',
  bytes: (row: DatasetVersion) => row.size,
  created: (row: DatasetVersion) => formatTime(row.createdAt),
  note: (row: DatasetVersion) => row.note
};
const short = (value: number | null) => (value === null ? '' : Number(value.toPrecision(6)));
const statisticsColumns = {
  column: (row: ColumnStatistics) => row.name,
  type: (row: ColumnStatistics) => row.type,
  present: (row: ColumnStatistics) => row.count,
  missing: (row: ColumnStatistics) => row.missing,
  distinct: (row: ColumnStatistics) => row.distinct,
  minimum: (row: ColumnStatistics) => short(row.minimum),
  mean: (row: ColumnStatistics) => short(row.mean),
  maximum: (row: ColumnStatistics) => short(row.maximum),
  top: (row: ColumnStatistics) => row.top[0]?.value ?? ''
};
const versionOf = (text: string) => (text === 'latest' ? text : Number(text)) as Version;

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const datasets = program.command('datasets').description('tables and files with versions');
  const at = async (dataset: string) => ({ workspace: await workspace(), dataset });

  datasets
    .command('list')
    .description('list datasets, the last changed first')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { datasets: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  datasets
    .command('create <file>')
    .description('register a file as a dataset')
    .option('--name <name>', 'name; that of the file if left out')
    .option('--description <text>', 'what it holds', '')
    .option('--format <format>', 'csv, tsv, jsonl or file; told by the ending if left out')
    .option('--tag <name=value>', 'a tag; may be repeated', collectPairs)
    .action(
      action(async (file: string, options: CreateOptions) => {
        const api = await client();
        const { description, format, name, tag: tags } = options;
        const content = { ...(await uploadFile(api, file)), format };
        const plain = content.filename.replace(/\.[^.]+$/, '');
        print(
          await api.datasets.create({
            params: { workspace: await workspace() },
            body: { name: name ?? plain, description, tags, content }
          })
        );
      })
    );
  datasets
    .command('add-version <dataset> <file>')
    .description('add a version; equal content answers the version that has it')
    .option('--note <text>', 'what has changed', '')
    .option('--format <format>', 'csv, tsv, jsonl or file')
    .action(
      action(async (dataset: string, file: string, options: { note: string; format?: Format }) => {
        const api = await client();
        const body = { ...(await uploadFile(api, file)), ...options };
        print(await api.datasets.versions.create({ params: await at(dataset), body }));
      })
    );
  datasets
    .command('show <dataset>')
    .description('show a dataset')
    .action(
      action(async (dataset: string) => {
        print(await (await client()).datasets.get({ params: await at(dataset) }));
      })
    );
  datasets
    .command('versions <dataset>')
    .description('list versions, the newest first')
    .action(
      action(async (dataset: string) => {
        const found = await (await client()).datasets.versions.list({ params: await at(dataset) });
        print(found, { rows: found.items, columns: versionColumns });
      })
    );
  datasets
    .command('update <dataset>')
    .description('rename, describe or tag a dataset')
    .option('--name <name>', 'new name')
    .option('--description <text>', 'what it holds')
    .option('--tag <name=value>', 'all tags from now on; may be repeated', collectPairs)
    .action(
      action(async (dataset: string, { tag: tags, ...body }: Partial<CreateOptions>) => {
        const { datasets: api } = await client();
        print(await api.update({ params: await at(dataset), body: { ...body, tags } }));
      })
    );
  datasets
    .command('delete <dataset>')
    .description('delete a dataset with all its versions')
    .action(
      action(async (dataset: string) => {
        print(await (await client()).datasets.delete({ params: await at(dataset) }));
      })
    );
  registerContent(datasets, context);
}

interface CreateOptions {
  name?: string;
  description: string;
  format?: Format;
  tag?: Record<string, string>;
}

/** Commands about the content of a version. */
function registerContent(datasets: Command, { action, client, print, workspace }: CliContext) {
  const at = async (dataset: string, version: string) => ({
    workspace: await workspace(),
    dataset,
    version: versionOf(version)
  });

  datasets
    .command('preview <dataset>')
    .description('show rows of a table')
    .option('--version <number>', 'version', 'latest')
    .option('--offset <rows>', 'rows to pass over', '0')
    .option('--limit <rows>', 'rows to show', '20')
    .action(
      action(async (dataset: string, options: Record<'version' | 'offset' | 'limit', string>) => {
        const { limit, offset, version } = options;
        const preview = await (
          await client()
        ).datasets.versions.preview({
          params: await at(dataset, version),
          query: { offset, limit }
        });
        const titles = preview.columns.map(({ name }, index) => [
          name,
          (row: (string | number | boolean | null)[]) => {
            const cell = row[index] ?? '';
            return typeof cell === 'number' ? cell : String(cell);
          }
        ]);
        print(preview, { rows: preview.rows, columns: Object.fromEntries(titles) });
      })
    );
  datasets
    .command('statistics <dataset>')
    .description('show basic statistics of every column')
    .option('--version <number>', 'version', 'latest')
    .action(
      action(async (dataset: string, { version }: { version: string }) => {
        const { datasets: api } = await client();
        const found = await api.versions.statistics({ params: await at(dataset, version) });
        print(found, { rows: found.columns, columns: statisticsColumns });
      })
    );
  datasets
    .command('download <dataset>')
    .description('download the bytes of a version')
    .option('--version <number>', 'version', 'latest')
    .option('-o, --output <path>', 'file, folder, or - for standard output')
    .action(
      action(async (dataset: string, options: { version: string; output?: string }) => {
        const { datasets: api } = await client();
        const params = await at(dataset, options.version);
        const file = await saveDownload(await api.versions.content({ params }), options.output);
        if (file !== '-') {
          print({ file });
        }
      })
    );
}
