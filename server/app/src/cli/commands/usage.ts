import { QuotaScope } from '@atelier-ml/api';
import type { HeldAmounts, Quota, QuotaLimits, UsageSubject } from '@atelier-ml/api';
import { Argument } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTime } from '../table.ts';
import { registerCosts } from './usage-costs.ts';

const PARTS: Record<string, keyof HeldAmounts> = {
  cpus: 'cpus',
  'memory (MiB)': 'memoryMb',
  gpus: 'gpus',
  'disk (GiB)': 'diskGb',
  instances: 'instances',
  nodes: 'nodes'
};

const columnsOf = <T>(valueOf: (row: T, part: keyof HeldAmounts) => string | number) =>
  Object.fromEntries(
    Object.entries(PARTS).map(([title, part]) => [title, (row: T) => valueOf(row, part)])
  );

const usedColumns = {
  of: (row: UsageSubject) => row.scope,
  name: ({ name, subject, scope }: UsageSubject) =>
    scope === 'user' && name !== subject ? `${name} (${subject})` : name,
  ...columnsOf<UsageSubject>(({ limits, used }, part) => {
    const amount = Math.round(used[part] * 10) / 10;
    return limits?.[part] == null ? amount : `${amount} of ${limits[part]}`;
  })
};
const quotaColumns = {
  of: (row: Quota) => row.scope,
  name: (row: Quota) => (row.name === '*' ? '* (each other)' : row.name),
  ...columnsOf<Quota>(({ limits }, part) => limits[part] ?? 'any'),
  set: (row: Quota) => `${formatTime(row.updatedAt)} by ${row.updatedBy}`
};

const whose = (command: Command): Command =>
  command
    .addArgument(new Argument('<user|workspace>', 'whose quota').choices(QuotaScope.options))
    .argument('<name>', 'username, or name of the workspace; * for each without its own');

export function register(program: Command, context: CliContext): void {
  const { action, client, print } = context;
  const usage = program
    .command('usage')
    .description('what users and workspaces hold, and how much of it they may');
  usage
    .command('show')
    .description('show what is held now, against the quotas')
    .action(
      action(async () => {
        const found = await (await client()).usage.get();
        print(found, { rows: found.items, columns: usedColumns });
      })
    );
  usage
    .command('quotas')
    .description('list the quotas that were set')
    .action(
      action(async () => {
        const found = await (await client()).usage.quotas.list();
        print(found, { rows: found.items, columns: quotaColumns });
      })
    );
  whose(usage.command('set-quota'))
    .description('set a quota; what is not named stays as it was, or is not limited')
    .option('--cpus <number>', 'processors, or any')
    .option('--memory <MiB>', 'memory, or any')
    .option('--gpus <number>', 'GPUs, or any')
    .option('--disk <GiB>', 'disks of containers, or any')
    .option('--instances <number>', 'running instances, or any')
    .option('--nodes <number>', 'nodes of clusters, or any')
    .action(
      action(async (scope: QuotaScope, subject: string, options: QuotaOptions) => {
        const { quotas } = (await client()).usage;
        const known = (await quotas.list()).items.find(
          each => each.scope === scope && [each.subject, each.name].includes(subject)
        );
        const body = limitsOf(options, known?.limits);
        print(await quotas.set({ params: { scope, subject }, body }));
      })
    );
  whose(usage.command('delete-quota'))
    .description('take a quota away')
    .action(
      action(async (scope: QuotaScope, subject: string) => {
        print(await (await client()).usage.quotas.delete({ params: { scope, subject } }));
      })
    );
  registerCosts(usage, context);
}

type QuotaOptions = Partial<
  Record<'cpus' | 'memory' | 'gpus' | 'disk' | 'instances' | 'nodes', string>
>;

function limitsOf(options: QuotaOptions, known?: QuotaLimits): Partial<QuotaLimits> {
  const limit = (text: string | undefined, before: number | null | undefined) =>
    text === undefined ? before : text === 'any' ? null : Number(text);
  return {
    cpus: limit(options.cpus, known?.cpus),
    memoryMb: limit(options.memory, known?.memoryMb),
    gpus: limit(options.gpus, known?.gpus),
    diskGb: limit(options.disk, known?.diskGb),
    instances: limit(options.instances, known?.instances),
    nodes: limit(options.nodes, known?.nodes)
  };
}
