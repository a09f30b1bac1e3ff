import type { ComputeKernel, KernelSample, RunningKernel } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTime } from '../table.ts';

const KIB = 1024;
const mib = (bytes: number): number => Math.round(bytes / KIB / KIB);
const rounded = (value: number | null | undefined, unit = 1): number | string =>
  value == null ? '' : Math.round(value / unit);

const runningColumns = {
  kernel: (row: RunningKernel) => row.kernelId,
  on: (row: RunningKernel) => row.instance?.name ?? 'this machine',
  process: (row: RunningKernel) => row.pid,
  'cpu (%)': (row: RunningKernel) => rounded(row.last?.cpuPercent),
  'memory (MiB)': (row: RunningKernel) => (row.last ? mib(row.last.memory) : ''),
  gpus: (row: RunningKernel) => row.last?.gpus.map(({ index }) => index).join(' ') ?? ''
};
const instanceColumns = {
  kernel: (row: ComputeKernel) => row.kernelId,
  process: (row: ComputeKernel) => row.pid,
  'cpu (%)': (row: ComputeKernel) => row.cpuPercent,
  'memory (MiB)': (row: ComputeKernel) => mib(row.memory),
  'cpu time (s)': (row: ComputeKernel) => Math.round(row.cpuSeconds),
  cost: (row: ComputeKernel) =>
    `${Number(row.expense.cost.toPrecision(2))} ${row.expense.currency}`,
  started: (row: ComputeKernel) => formatTime(row.startedAt)
};
const sampleColumns = {
  at: (row: KernelSample) => formatTime(row.at),
  'cpu (%)': (row: KernelSample) => rounded(row.cpuPercent),
  'memory (MiB)': (row: KernelSample) => mib(row.memory),
  processes: (row: KernelSample) => row.processes,
  'read (KiB/s)': (row: KernelSample) => rounded(row.read, KIB),
  'written (KiB/s)': (row: KernelSample) => rounded(row.written, KIB),
  'gpus (%)': (row: KernelSample) => row.gpus.map(gpu => gpu.utilizationPercent ?? '?').join(' '),
  'gpu memory (MiB)': (row: KernelSample) =>
    row.gpus.map(gpu => (gpu.memoryUsed === null ? '?' : mib(gpu.memoryUsed))).join(' ')
};

/** `atelier compute kernels` and what one of them takes. */
export function registerKernels(
  compute: Command,
  { action, client, print, workspace }: CliContext
): void {
  compute
    .command('kernels [instance]')
    .description('list all kernels that run, or those of an instance with what they cost')
    .action(
      action(async (instance: string | undefined) => {
        const api = (await client()).compute;
        if (instance === undefined) {
          const found = await api.runningKernels();
          print(found, { rows: found.items, columns: runningColumns });
          return;
        }
        const params = { workspace: await workspace(), instance };
        const found = await api.kernels.list({ params });
        print(found, { rows: found.items, columns: instanceColumns });
      })
    );
  compute
    .command('kernel-usage <kernel>')
    .description('list what a kernel took in the last hour, wherever it runs')
    .option('--last <number>', 'so many of the latest samples', '12')
    .action(
      action(async (kernel: string, { last }: { last: string }) => {
        const api = (await client()).compute;
        const found = await api.kernelUsage({ params: { kernel }, query: {} });
        const rows = found.items.slice(-Number(last));
        print({ ...found, items: rows }, { rows, columns: sampleColumns });
      })
    );
}
