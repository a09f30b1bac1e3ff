import { AtelierError, View } from '@atelier-ml/api';
import type { MetricValue, RunGroup } from '@atelier-ml/api';
import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { collectPairs } from '../files.ts';
import { formatMetric } from '../table.ts';

interface Query {
  experiment?: string[];
  filter?: string;
  search?: string;
  view?: View;
}

interface Change extends Query {
  set?: Record<string, string>;
  remove?: string[];
}

const collect = (text: string, before: string[] = []): string[] => [...before, text];

/** Adds to the command of runs what is about many of them; it must be registered before. */
export function register(program: Command, context: CliContext): void {
  const runs = program.commands.find(command => command.name() === 'runs')!;
  registerBulk(runs, context);
  registerGroups(runs, context);
  registerKeys(runs, context);
  registerHistories(runs, context);
  registerOfCells(runs, context);
}

function choosing(command: Command): Command {
  return command
    .option('--experiment <name>', 'of this experiment; more than once for several', collect)
    .option('--filter <filter>', 'e.g. `metrics.auc > 0.8 AND params.model = "forest"`')
    .option('--search <text>', 'text that the name of run or experiment contains')
    .addOption(
      new Option('--view <view>', 'those that are there, the trash, or all').choices(View.options)
    );
}

const queryOf = ({ experiment, filter, search, view }: Query) => ({
  experiments: experiment,
  filter,
  search,
  view
});

function registerBulk(runs: Command, { action, client, print, workspace }: CliContext): void {
  choosing(
    runs
      .command('bulk')
      .description('tag, delete or restore many runs: these, or all that options find')
      .addArgument(new Argument('<change>').choices(['tag', 'delete', 'restore']))
      .argument('[run...]', 'ids')
  )
    .option('--set <name=value>', 'tag to set; more than once for several', collectPairs)
    .option('--remove <name>', 'tag to remove; more than once for several', collect)
    .action(
      action(async (type: 'tag' | 'delete' | 'restore', ids: string[], options: Change) => {
        const { remove = [], set = {}, ...query } = options;
        if (!ids.length && !Object.keys(query).length) {
          throw new AtelierError('invalid-input', 'It is not said which runs are meant.', {
            remedy: 'Name them, or say --experiment, --filter or --search.'
          });
        }
        // What lies in the trash is what can be restored.
        const view = query.view ?? (type === 'restore' ? 'deleted' : undefined);
        const selection = ids.length ? { ids } : { query: queryOf({ ...query, view }) };
        const change = type === 'tag' ? { type, set, remove } : { type };
        const params = { workspace: await workspace() };
        print(await (await client()).runs.bulk({ params, body: { selection, change } }));
      })
    );
}

function registerGroups(runs: Command, { action, client, print, workspace }: CliContext): void {
  choosing(runs.command('groups').description('group runs, with figures over their metrics'))
    .requiredOption('--by <key>', 'e.g. `params.model`; more than once for several', collect)
    .option('--metric <key>', 'more than once for several', collect)
    .action(
      action(async ({ by, metric, ...query }: Query & { by: string[]; metric?: string[] }) => {
        const params = { workspace: await workspace() };
        const body = { ...queryOf(query), by, metrics: metric };
        const found = await (await client()).runs.groups({ params, body });
        const shown = (value: MetricValue | null | undefined): string =>
          value === null || value === undefined ? '' : formatMetric(value);
        const keys = by.map((key, index) => [key, (row: RunGroup) => row.values[index] ?? '']);
        const figures = (metric ?? []).map(key => [
          key,
          ({ metrics }: RunGroup) =>
            metrics[key] ? `${shown(metrics[key].mean)} ± ${shown(metrics[key].deviation)}` : ''
        ]);
        const count = [['runs', (row: RunGroup) => row.runs]];
        const columns = Object.fromEntries([...keys, ...count, ...figures]) as Record<
          string,
          (row: RunGroup) => string | number
        >;
        print(found, { rows: found.groups, columns });
      })
    );
}

function registerKeys(runs: Command, { action, client, print, workspace }: CliContext): void {
  runs
    .command('keys')
    .description('names of metrics, params and tags that runs have')
    .option('--experiment <name>', 'of this experiment; more than once for several', collect)
    .option('--prefix <text>', 'only those that begin so')
    .action(
      action(async ({ experiment, prefix }: { experiment?: string[]; prefix?: string }) => {
        const params = { workspace: await workspace() };
        const body = { experiments: experiment, prefix };
        const found = await (await client()).runs.keys({ params, body });
        const rows = [
          ...found.metrics.map(({ key, unit }) => ({ kind: 'metric', key, unit: unit ?? '' })),
          ...found.params.map(({ key }) => ({ kind: 'param', key, unit: '' })),
          ...found.tags.map(({ key }) => ({ kind: 'tag', key, unit: '' }))
        ];
        type Row = (typeof rows)[0];
        const columns = {
          kind: (row: Row) => row.kind,
          key: (row: Row) => row.key,
          unit: (row: Row) => row.unit
        };
        print(found, { rows, columns });
      })
    );
}

function registerHistories(runs: Command, { action, client, print, workspace }: CliContext): void {
  runs
    .command('histories <run...>')
    .description('points of metrics of several runs')
    .requiredOption('--key <metric>', 'more than once for several', collect)
    .option('--points <number>', 'at most so many a metric of a run, extremes kept', Number, 1_000)
    .action(
      action(async (ids: string[], { key, points }: { key: string[]; points: number }) => {
        const params = { workspace: await workspace() };
        const body = { runs: ids, keys: key, maximumPoints: points };
        const found = await (await client()).runs.histories({ params, body });
        const rows = found.series.flatMap(({ key: metric, run, steps, values }) =>
          values.map((value, index) => ({ run, metric, step: steps[index]!, value }))
        );
        type Row = (typeof rows)[0];
        const columns = {
          run: (row: Row) => row.run,
          metric: (row: Row) => row.metric,
          step: (row: Row) => row.step,
          value: (row: Row) => row.value
        };
        print(found, { rows, columns });
      })
    );
}

function registerOfCells(runs: Command, { action, client, print, workspace }: CliContext): void {
  runs
    .command('of-cells <cell...>')
    .description('the last runs of cells of a notebook')
    .action(
      action(async (cells: string[]) => {
        const params = { workspace: await workspace() };
        const found = await (await client()).runs.ofCells({ params, body: { cells } });
        const rows = found.cells.flatMap(({ cellId, runs: of }) =>
          of.map(({ id, name, status }) => ({ cell: cellId, id, name, status }))
        );
        type Row = (typeof rows)[0];
        const columns = {
          cell: (row: Row) => row.cell,
          run: (row: Row) => row.id,
          name: (row: Row) => row.name,
          status: (row: Row) => row.status
        };
        print(found, { rows, columns });
      })
    );
}
