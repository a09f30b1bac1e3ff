import type { CellExecution } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTime } from '../table.ts';

const WATT_HOURS = 1_000;
const HOUR_SECONDS = 3_600;
const short = (value: number): number => Number(value.toPrecision(3));

const columns = {
  at: (row: CellExecution) => formatTime(row.startedAt),
  notebook: (row: CellExecution) => row.notebook,
  cell: (row: CellExecution) => row.cellId,
  count: (row: CellExecution) => row.executionCount ?? '',
  on: (row: CellExecution) => row.instance?.name ?? 'this machine',
  seconds: (row: CellExecution) => short(row.seconds),
  'gpu seconds': (row: CellExecution) => short(row.consumption.gpuHours * HOUR_SECONDS),
  'energy (Wh)': (row: CellExecution) => short(row.energyKwh * WATT_HOURS),
  cost: (row: CellExecution) =>
    row.cost ? `${short(row.cost.amount)} ${row.cost.currency}` : 'no rate card'
};

/** `atelier compute cells`: what executions of cells have cost. */
export function registerCells(compute: Command, { action, client, print }: CliContext): void {
  compute
    .command('cells')
    .description('list executions of cells with what they have cost, the newest first')
    .option('--notebook <path>', 'of one notebook, by its path in JupyterLab')
    .option('--cell <id>', 'of one cell')
    .option('--limit <number>', 'so many at most', '100')
    .action(
      action(async (options: { notebook?: string; cell?: string; limit: string }) => {
        const { cell, notebook } = options;
        const query = { cell, notebook, limit: Number(options.limit) };
        const found = await (await client()).compute.cells({ query });
        print(found, { rows: found.items, columns });
      })
    );
}
