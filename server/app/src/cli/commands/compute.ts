import type { ComputeEngine, ComputeInstance, ComputeKernel } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { collectPairs } from '../files.ts';
import { listAll } from '../list.ts';
import { formatTime } from '../table.ts';

const columns = {
  name: (row: ComputeInstance) => row.name,
  driver: (row: ComputeInstance) => row.driver,
  state: (row: ComputeInstance) => row.state,
  kernels: (row: ComputeInstance) => row.kernelCount,
  cpus: (row: ComputeInstance) => row.size.cpus ?? 'all',
  'memory (MiB)': (row: ComputeInstance) => row.size.memoryMb ?? 'all',
  kernelspec: (row: ComputeInstance) => row.kernelspec,
  description: (row: ComputeInstance) => row.description
};
const kernelColumns = {
  kernel: (row: ComputeKernel) => row.kernelId,
  process: (row: ComputeKernel) => row.pid,
  'cpu (%)': (row: ComputeKernel) => row.cpuPercent,
  'memory (MiB)': (row: ComputeKernel) => Math.round(row.memory / 1024 / 1024),
  started: (row: ComputeKernel) => formatTime(row.startedAt)
};

const engineColumns = {
  driver: (row: ComputeEngine) => row.driver,
  available: (row: ComputeEngine) => (row.available ? 'yes' : 'no'),
  version: (row: ComputeEngine) => row.version ?? '',
  problem: (row: ComputeEngine) => row.problem ?? ''
};

interface InstanceOptions {
  image?: string;
  network?: 'none' | 'outbound';
  environment?: string;
  warm?: string;
  name?: string;
  description?: string;
  cpus?: string;
  memory?: string;
  env?: Record<string, string>;
}

/** `--cpus` and `--memory` as the contract's size; `all` takes a limit away. */
const limitOf = (text: string | undefined) =>
  text === undefined || text === 'all' ? null : Number(text);

const warmOf = ({ warm }: InstanceOptions) => (warm === undefined ? undefined : Number(warm));

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
  compute
    .command('create <name>')
    .description('create and start an instance; its kernelspec appears in Jupyter')
    .option('--description <text>', 'what it is for')
    .option('--cpus <number>', 'processors that its kernels may use')
    .option(
      '--memory <MiB>',
      'memory that each of its kernels may take; of a container: all together'
    )
    .option('--env <name=value>', 'variable for its kernels; may be repeated', collectPairs)
    .option('--image <name>', 'run it as a container of this image')
    .option('--environment <name[:version]>', 'run it as a container of this environment')
    .option('--network <none|outbound>', 'what a container reaches', 'none')
    .option('--warm <0|1|2>', 'kernels of a container that are started in advance')
    .action(
      action(async (name: string, options: InstanceOptions) => {
        const { cpus, description, env, image, memory, network } = options;
        const size = { cpus: limitOf(cpus), memoryMb: limitOf(memory) };
        const { environment } = options;
        const isContainer = image !== undefined || environment !== undefined;
        const driver = isContainer ? ('docker' as const) : ('process' as const);
        const place = { driver, image, environment, network, warmKernels: warmOf(options) };
        const body = { name, description, size, environmentVariables: env, ...place };
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
  compute
    .command('update <instance>')
    .description('rename, describe or resize; kernels that run keep their old size')
    .option('--name <name>', 'new name')
    .option('--environment <name[:version]>', 'the container is made anew of it')
    .option('--description <text>', 'what it is for')
    .option('--cpus <number>', 'processors, or all')
    .option('--memory <MiB>', 'memory, or all')
    .option('--env <name=value>', 'all variables from now on; may be repeated', collectPairs)
    .option('--warm <0|1|2>', 'kernels of a container that are started in advance')
    .action(
      action(async (instance: string, options: InstanceOptions) => {
        const { cpus, description, env, memory, name } = options;
        const { compute: api } = await client();
        const params = await at(instance);
        const { size: present } = await api.get({ params });
        const size = {
          cpus: cpus === undefined ? present.cpus : limitOf(cpus),
          memoryMb: memory === undefined ? present.memoryMb : limitOf(memory)
        };
        const resized = cpus !== undefined || memory !== undefined;
        const { environment } = options;
        const more = { ...(resized && { size }), environment, warmKernels: warmOf(options) };
        const body = { name, description, environmentVariables: env, ...more };
        print(await api.update({ params, body }));
      })
    );
  for (const verb of ['start', 'stop', 'delete'] as const) {
    compute
      .command(`${verb} <instance>`)
      .description(verb === 'stop' ? 'stop an instance and end its kernels' : `${verb} an instance`)
      .action(
        action(async (instance: string) => {
          print(await (await client()).compute[verb]({ params: await at(instance) }));
        })
      );
  }
  compute
    .command('kernels <instance>')
    .description('list the kernels that run on an instance')
    .action(
      action(async (instance: string) => {
        const found = await (await client()).compute.kernels.list({ params: await at(instance) });
        print(found, { rows: found.items, columns: kernelColumns });
      })
    );
}
