import { setTimeout as sleep } from 'node:timers/promises';
import type { ComputeEngine, ComputeInstance, UsageSample } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { listAll } from '../list.ts';
import { formatTime } from '../table.ts';
import { registerCells } from './cells.ts';
import { instanceBody, withInstanceOptions } from './instance-options.ts';
import type { InstanceOptions } from './instance-options.ts';
import { registerShell } from './instance-shell.ts';
import { registerKernels } from './kernels.ts';

const columns = {
  name: (row: ComputeInstance) => row.name,
  driver: (row: ComputeInstance) => row.driver,
  on: (row: ComputeInstance) => row.attached?.name ?? '',
  state: (row: ComputeInstance) =>
    row.setUp?.state === 'failed' ? `${row.state}, set-up failed` : row.state,
  environment: (row: ComputeInstance) =>
    row.environment ? `${row.environment.name}:${row.environment.version}` : (row.image ?? ''),
  kernels: (row: ComputeInstance) => row.kernelCount,
  cpus: (row: ComputeInstance) => row.size.cpus ?? 'all',
  'memory (MiB)': (row: ComputeInstance) => row.size.memoryMb ?? 'all',
  gpus: (row: ComputeInstance) => row.size.gpus,
  kernelspec: (row: ComputeInstance) => row.kernelspec,
  description: (row: ComputeInstance) => row.description
};
const KIB = 1024;
const usageColumns = {
  at: (row: UsageSample) => formatTime(row.at),
  'cpu (%)': (row: UsageSample) => Math.round(row.cpuPercent),
  'memory (MiB)': (row: UsageSample) => Math.round(row.memory / KIB / KIB),
  processes: (row: UsageSample) => row.processes,
  'received (KiB/s)': (row: UsageSample) => Math.round(row.received / KIB),
  'sent (KiB/s)': (row: UsageSample) => Math.round(row.sent / KIB),
  'read (KiB/s)': (row: UsageSample) => Math.round(row.read / KIB),
  'written (KiB/s)': (row: UsageSample) => Math.round(row.written / KIB),
  'gpus (%)': (row: UsageSample) => row.gpus.map(gpu => gpu.utilizationPercent ?? '?').join(' '),
  'gpu memory (MiB)': (row: UsageSample) =>
    row.gpus.map(gpu => Math.round(gpu.memoryUsed / KIB / KIB)).join(' ')
};
const engineColumns = {
  driver: (row: ComputeEngine) => row.driver,
  available: (row: ComputeEngine) => (row.available ? 'yes' : 'no'),
  version: (row: ComputeEngine) => row.version ?? '',
  problem: (row: ComputeEngine) => row.problem ?? ''
};

const POLL = 300;
const ABOUT = {
  start: 'start an instance',
  stop: 'stop an instance and end its kernels',
  restart: 'end the kernels of an instance and start it again',
  delete: 'delete an instance'
};

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const compute = program.command('compute').description('where kernels run');
  const at = async (instance: string) => ({ workspace: await workspace(), instance });

  compute
    .command('host')
    .description('show what this machine has and how busy it is')
    .action(action(async () => print(await (await client()).compute.host())));
  compute
    .command('engines')
    .description('show what can run work on this machine')
    .action(
      action(async () => {
        const found = await (await client()).compute.engines();
        print(found, { rows: found.items, columns: engineColumns });
      })
    );
  compute
    .command('list')
    .description('list compute instances')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { compute: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  withInstanceOptions(
    compute
      .command('create <name>')
      .description('create and start an instance; its kernelspec appears in Jupyter')
  )
    .option('--image <name>', 'run it as a container of this image')
    .option('--environment <name[:version]>', 'run it as a container of this environment')
    .option('--attached <name>', 'attached compute that the container is on')
    .option('--network <none|outbound>', 'what a container reaches', 'none')
    .action(
      action(async (name: string, options: InstanceOptions) => {
        const { attached, environment, image, network } = options;
        const isContainer = image !== undefined || environment !== undefined;
        const driver = isContainer ? ('docker' as const) : ('process' as const);
        const place = { driver, attached, image, environment, network };
        const body = { name, ...place, ...(await instanceBody(options)) };
        const params = { workspace: await workspace() };
        print(await (await client()).compute.create({ params, body }));
      })
    );
  compute
    .command('show <instance>')
    .description('show an instance')
    .action(
      action(async (instance: string) => {
        print(await (await client()).compute.get({ params: await at(instance) }));
      })
    );
  withInstanceOptions(
    compute
      .command('update <instance>')
      .description('rename, describe or resize; kernels that run keep their old size')
      .option('--name <name>', 'new name')
      .option('--environment <name[:version]>', 'the container is made anew of it')
  ).action(
    action(async (instance: string, options: InstanceOptions) => {
      const { compute: api } = await client();
      const params = await at(instance);
      const present = await api.get({ params });
      const { environment, name } = options;
      const body = { name, environment, ...(await instanceBody(options, present)) };
      print(await api.update({ params, body }));
    })
  );
  for (const verb of ['start', 'stop', 'restart', 'delete'] as const) {
    compute
      .command(`${verb} <instance>`)
      .description(ABOUT[verb])
      .action(
        action(async (instance: string) => {
          print(await (await client()).compute[verb]({ params: await at(instance) }));
        })
      );
  }
  compute
    .command('keep <instance>')
    .description('keep an idle instance from being stopped soon')
    .action(
      action(async (instance: string) => {
        print(await (await client()).compute.keep({ params: await at(instance) }));
      })
    );
  compute
    .command('usage <instance>')
    .description('list what all programs of an instance took in the last hour')
    .option('--last <number>', 'so many of the latest samples', '12')
    .action(
      action(async (instance: string, { last }: { last: string }) => {
        const params = await at(instance);
        const { items } = await (await client()).compute.usage({ params, query: {} });
        const rows = items.slice(-Number(last));
        print({ items: rows }, { rows, columns: usageColumns });
      })
    );
  compute
    .command('set-up <instance>')
    .description('show how the set-up of a container goes or went, and what it has written')
    .action(
      action(async (instance: string) => {
        const { compute: api } = await client();
        const params = await at(instance);
        for (let after = 0; ;) {
          const { next, setUp, text } = await api.setUp({ params, query: { after } });
          process.stderr.write(text);
          if (setUp?.state !== 'running' && next === after) {
            print(setUp);
            return;
          }
          after = next;
          await sleep(setUp?.state === 'running' ? POLL : 0);
        }
      })
    );
  registerShell(compute, context);
  registerKernels(compute, context);
  registerCells(compute, context);
}
