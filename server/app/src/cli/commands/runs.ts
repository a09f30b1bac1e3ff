import type { MetricValue, Run, RunDetail } from '@atelier-ml/api';
import { RunStatus, View } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import { saveDownload } from '../files.ts';
import { listAll } from '../list.ts';
import type { CliContext } from '../context.ts';
import { formatMetric, formatTable, formatTime } from '../table.ts';

interface ListOptions {
  experiment?: string;
  status?: RunStatus;
  search?: string;
  filter?: string;
  orderBy?: string;
  view?: View;
  limit?: string;
}

const columns = {
  id: (row: Run) => row.id,
  name: (row: Run) => row.name,
  experiment: (row: Run) => row.experimentName,
  status: (row: Run) => row.status,
  started: (row: Run) => formatTime(row.startedAt),
  metrics: (row: Run) =>
    Object.entries(row.metrics)
      .map(([key, { last }]) => `${key}=${formatMetric(last)}`)
      .join(' ')
};

export function register(program: Command, context: CliContext): void {
  const runs = program.command('runs').description('records of what was trained');
  registerList(runs, context);
  registerOne(runs, context);
  registerHistory(runs, context);
}

function registerList(runs: Command, { action, client, print, workspace }: CliContext): void {
  runs
    .command('list')
    .description('list runs, the last started first')
    .option('--experiment <name>', 'only those of one experiment')
    .addOption(new Option('--status <status>', 'only those').choices(RunStatus.options))
    .option('--search <text>', 'text that the name of run, notebook or experiment contains')
    .option('--filter <filter>', 'e.g. `metrics.auc > 0.8 AND params.model = "forest"`')
    .option('--order-by <keys>', 'e.g. `metrics.auc DESC, params.model`')
    .addOption(
      new Option('--view <view>', 'those that are there, the trash, or all').choices(View.options)
    )
    .option('--limit <number>', 'only so many')
    .action(
      action(async ({ limit, ...query }: ListOptions) => {
        const params = { workspace: await workspace() };
        const api = (await client()).runs;
        const page = (cursor?: string) => api.list({ params, query: { ...query, limit, cursor } });
        const found = limit === undefined ? await listAll(page) : await page();
        print(found, { rows: found.items, columns });
      })
    );
}

function registerOne(runs: Command, context: CliContext): void {
  const { action, client, options, print, workspace } = context;
  const paramsOf = async (run: string) => ({ workspace: await workspace(), run });
  runs
    .command('show <run>')
    .description('show a run with params, metrics, artifacts and cells')
    .action(
      action(async (run: string) => {
        const detail = await (await client()).runs.get({ params: await paramsOf(run) });
        if (options().json) {
          print(detail);
        } else {
          process.stdout.write(formatDetail(detail));
        }
      })
    );
  runs
    .command('delete <run>')
    .description('move a run that has ended to the trash')
    .action(
      action(async (run: string) => {
        print(await (await client()).runs.delete({ params: await paramsOf(run) }));
      })
    );
  runs
    .command('restore <run>')
    .description('take a run out of the trash')
    .action(
      action(async (run: string) => {
        const { experimentName, id, name } = await (
          await client()
        ).runs.restore({ params: await paramsOf(run) });
        print({ id, name, experimentName });
      })
    );
  runs
    .command('download <run> <path>')
    .description('download an artifact')
    .option('--output <file>', 'file or folder to write to, - for standard output')
    .action(
      action(async (run: string, path: string, { output }: { output?: string }) => {
        const params = { ...(await paramsOf(run)), path };
        const response = await (await client()).runs.artifact({ params });
        const file = await saveDownload(response, output);
        if (file !== '-') {
          print({ file });
        }
      })
    );
}

function registerHistory(runs: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  runs
    .command('history <run>')
    .description('points of the metrics of a run')
    .option('--key <metric>', 'only one metric')
    .option('--points <number>', 'at most so many a metric, extremes kept', '100000')
    .action(
      action(async (run: string, { key, points }: { key?: string; points: string }) => {
        const found = await (
          await client()
        ).runs.history({
          params: { workspace: await workspace(), run },
          query: { key, maximumPoints: points }
        });
        const rows = found.series.flatMap(({ key: metric, steps, times, values }) =>
          values.map((value, index) => ({ metric, step: steps[index]!, value, at: times[index]! }))
        );
        print(found, {
          rows,
          columns: {
            metric: (row: (typeof rows)[0]) => row.metric,
            step: (row: (typeof rows)[0]) => row.step,
            value: (row: (typeof rows)[0]) => row.value,
            time: (row: (typeof rows)[0]) => new Date(row.at).toISOString()
          }
        });
      })
    );
}

function formatDetail(run: RunDetail): string {
  const pairs = (title: string, record: Record<string, string>): string =>
    Object.keys(record).length
      ? `\n${title}\n${Object.entries(record)
          .map(([key, value]) => `  ${key}: ${value}\n`)
          .join('')}`
      : '';
  const metrics = Object.entries(run.metrics).map(([key, summary]) => ({ key, ...summary }));
  type Row = (typeof metrics)[0];
  const bound = (value: MetricValue | null): string => (value === null ? '' : formatMetric(value));
  return [
    `${run.name} (${run.id})\n`,
    `${run.experimentName}, ${run.status}, started ${formatTime(run.startedAt)}`,
    run.endedAt === null ? '\n' : `, ended ${formatTime(run.endedAt)}\n`,
    run.error ? `${run.error}\n` : '',
    pairs('Params', run.params),
    metrics.length
      ? `\n${formatTable(metrics, {
          metric: (row: Row) => row.key,
          last: (row: Row) => formatMetric(row.last),
          minimum: (row: Row) => bound(row.minimum),
          maximum: (row: Row) => bound(row.maximum),
          points: (row: Row) => row.count
        })}`
      : '',
    pairs('Tags', run.tags),
    pairs(
      'Artifacts',
      Object.fromEntries(run.artifacts.map(({ path, size }) => [path, `${size} bytes`]))
    )
  ].join('');
}
