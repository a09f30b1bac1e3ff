import type { Cluster } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { listAll } from '../list.ts';
import { numberOf } from '../number.ts';
import { gpuSharingOption } from './instance-options.ts';

const columns = {
  name: (row: Cluster) => row.name,
  driver: (row: Cluster) => row.driver,
  on: (row: Cluster) => row.attached?.name ?? '',
  nodes: (row: Cluster) => `${row.nodes.length} (${row.minNodes}–${row.maxNodes})`,
  busy: (row: Cluster) => row.nodes.filter(node => node.state === 'busy').length,
  queued: (row: Cluster) => row.queuedJobs,
  cpus: (row: Cluster) => row.nodeSize.cpus ?? 'all',
  gpus: (row: Cluster) => row.nodeSize.gpus,
  'memory (MiB)': (row: Cluster) => row.nodeSize.memoryMb ?? 'all',
  environment: (row: Cluster) =>
    row.environment ? `${row.environment.name}:${row.environment.version}` : (row.image ?? ''),
  problem: (row: Cluster) => row.problem ?? ''
};

interface ClusterOptions {
  name?: string;
  description?: string;
  driver?: 'process' | 'docker';
  attached?: string;
  image?: string;
  environment?: string;
  network?: 'none' | 'outbound';
  cpus?: string;
  memory?: string;
  gpus?: string;
  gpuSharing?: 'exclusive' | 'shared';
  min?: string;
  max?: string;
  idle?: string;
  preemption?: boolean;
}

const scaleOf = ({ idle, max, min, preemption }: ClusterOptions) => ({
  minNodes: numberOf('--min', min),
  maxNodes: numberOf('--max', max),
  idleSeconds: numberOf('--idle', idle),
  preemption
});

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const group = program.command('clusters').description('where jobs run');
  const at = async (cluster: string) => ({ workspace: await workspace(), cluster });
  const scalable = (command: Command): Command =>
    command
      .option('--description <text>', 'what it is for')
      .option('--image <name>', 'image of jobs that name none')
      .option('--environment <name[:version]>', 'environment of jobs that name none')
      .option('--min <nodes>', 'nodes that it always has')
      .option('--max <nodes>', 'nodes that it has at most')
      .option('--idle <seconds>', 'after so long without work a node is given back')
      .option('--preemption', 'work of low priority gives way')
      .option('--no-preemption', 'it does not');

  group
    .command('list')
    .description('list clusters')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { clusters: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  scalable(group.command('create <name>').description('create a cluster'))
    .addOption(
      new Option('--driver <driver>', 'what its tasks are')
        .choices(['process', 'docker'])
        .default('docker')
    )
    .option('--attached <name>', 'attached compute that it is on')
    .option('--cpus <number>', 'processors of a node')
    .option('--memory <MiB>', 'memory of a node')
    .option('--gpus <count>', 'GPUs of a node')
    .addOption(gpuSharingOption())
    .option('--network <none|outbound>', 'what its containers reach', 'none')
    .action(
      action(async (name: string, options: ClusterOptions) => {
        const { attached, cpus, description, driver, environment, image } = options;
        const { memory, network } = options;
        const nodeSize = {
          cpus: numberOf('--cpus', cpus) ?? null,
          memoryMb: numberOf('--memory', memory) ?? null,
          gpus: numberOf('--gpus', options.gpus),
          gpuSharing: options.gpuSharing
        };
        const size = { nodeSize, ...scaleOf(options) };
        const what = { description, driver, attached, image, environment, network };
        const body = { name, ...what, ...size };
        const params = { workspace: await workspace() };
        print(await (await client()).clusters.create({ params, body }));
      })
    );
  group
    .command('show <cluster>')
    .description('show a cluster with its nodes')
    .action(
      action(async (cluster: string) => {
        print(await (await client()).clusters.get({ params: await at(cluster) }));
      })
    );
  scalable(group.command('update <cluster>').description('rename, describe or scale'))
    .option('--name <name>', 'new name')
    .action(
      action(async (cluster: string, options: ClusterOptions) => {
        const { description, environment, image, name } = options;
        const body = { name, description, image, environment, ...scaleOf(options) };
        print(await (await client()).clusters.update({ params: await at(cluster), body }));
      })
    );
  group
    .command('delete <cluster>')
    .description('delete a cluster of which there are no jobs')
    .action(
      action(async (cluster: string) => {
        print(await (await client()).clusters.delete({ params: await at(cluster) }));
      })
    );
}
