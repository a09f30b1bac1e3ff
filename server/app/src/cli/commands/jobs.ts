import type { Job } from '@atelier-ml/api';
import type { Job as RunningJob } from '@atelier-ml/sdk';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { collect, jobOptionsOf, PRIORITIES, submitOptions } from '../job-options.ts';
import type { SubmitOptions } from '../job-options.ts';
import { listAll } from '../list.ts';
import { formatTime } from '../table.ts';

const STATES = ['active', 'queued', 'starting', 'running', 'finished', 'failed', 'cancelled'];

const columns = {
  id: (row: Job) => row.id,
  name: (row: Job) => row.name,
  state: (row: Job) => row.state,
  cluster: (row: Job) => row.cluster.name,
  user: (row: Job) => row.user,
  priority: (row: Job) => row.priority,
  queued: (row: Job) => formatTime(row.queuedAt),
  message: (row: Job) => row.message ?? ''
};

export function register(program: Command, context: CliContext): void {
  const { action, client, print, studio, workspace } = context;
  const group = program.command('jobs').description('what runs on clusters');
  const at = async (job: string) => ({ workspace: await workspace(), job });

  submitOptions(group.command('submit [words...]').description('submit a job'))
    .option('--follow', 'print what it writes until it ends')
    .action(
      action(async (words: string[], options: SubmitOptions) => {
        const job = await (await studio()).jobs.submit(jobOptionsOf(words, options));
        if (options.follow) {
          process.stderr.write(`job ${job.id}\n`);
          await follow(job);
          return;
        }
        print(job.record);
      })
    );
  group
    .command('list')
    .description('list jobs, the last submitted first')
    .option('--search <text>', 'text that the name contains')
    .addOption(new Option('--state <state>', 'only these').choices(STATES))
    .option('--cluster <name>', 'only those of a cluster')
    .option('--parent <job>', 'those of an array')
    .action(
      action(async (query: { search?: string; state?: 'active'; cluster?: string }) => {
        const { jobs: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { ...query, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  group
    .command('show <job>')
    .description('show a job with its attempts')
    .action(
      action(async (job: string) =>
        print(await (await client()).jobs.get({ params: await at(job) }))
      )
    );
  group
    .command('follow <job>')
    .description('print what a job writes until it ends; the exit code is its own')
    .action(action(async (job: string) => follow(await (await studio()).jobs.get(job))));
  group
    .command('update <job>')
    .description('change the priority of a job that waits')
    .addOption(
      new Option('--priority <priority>', 'new one').choices(PRIORITIES).makeOptionMandatory()
    )
    .action(
      action(async (job: string, body: { priority: Job['priority'] }) => {
        print(await (await client()).jobs.update({ params: await at(job), body }));
      })
    );
  group
    .command('resubmit <job>')
    .description('submit the same again')
    .option('--secret <name>', 'variable whose value is handed over again', collect)
    .action(
      action(async (job: string, { secret = [] }: { secret?: string[] }) => {
        const secrets = Object.fromEntries(secret.map(name => [name, process.env[name] ?? '']));
        print(await (await client()).jobs.resubmit({ params: await at(job), body: { secrets } }));
      })
    );
  for (const verb of ['cancel', 'delete'] as const) {
    group
      .command(`${verb} <job>`)
      .description(verb === 'cancel' ? 'cancel a job, or all of an array' : 'forget an ended job')
      .action(
        action(async (job: string) => {
          print(await (await client()).jobs[verb]({ params: await at(job) }));
        })
      );
  }
}

/** Prints what it writes; says at the end how it went. */
async function follow(job: RunningJob): Promise<void> {
  const onAway = () => process.stderr.write('The Atelier server is away: waiting for it.\n');
  for await (const { stream, text } of job.follow({ onAway })) {
    process[stream].write(text);
  }
  process.stderr.write(`${job.state}${job.message === null ? '' : `: ${job.message}`}\n`);
  process.exitCode = job.state === 'finished' ? 0 : job.exitCode || 1;
}
