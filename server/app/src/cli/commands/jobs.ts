import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Job } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { collect, jobOf, PRIORITIES, submitOptions } from '../job-options.ts';
import type { SubmitOptions } from '../job-options.ts';
import { listAll } from '../list.ts';
import { formatTime } from '../table.ts';

const POLL = 300;
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

type Place = { workspace: string; job: string };

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const group = program.command('jobs').description('what runs on clusters');
  const at = async (job: string): Promise<Place> => ({ workspace: await workspace(), job });

  submitOptions(group.command('submit [words...]').description('submit a job'))
    .option('--follow', 'print what it writes until it ends')
    .action(
      action(async (words: string[], options: SubmitOptions) => {
        const api = await client();
        const body = await jobOf(words, options, api);
        const job = await api.jobs.create({ params: { workspace: await workspace() }, body });
        if (options.follow) {
          process.stderr.write(`job ${job.id}\n`);
          await follow(api, await at(job.id));
          return;
        }
        print(job);
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
    .action(action(async (job: string) => follow(await client(), await at(job))));
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

/** Prints the log of its run as it grows; says at the end how it went. */
async function follow(client: Client, params: Place): Promise<void> {
  for (let after = 0; ;) {
    const job = await client.jobs.get({ params });
    const hasEnded = job.endedAt !== null;
    const query = { after };
    const found =
      job.startedAt === null
        ? undefined
        : await client.runs.log({ params: { workspace: params.workspace, run: job.run }, query });
    for (const { stream, text } of found?.chunks ?? []) {
      process[stream].write(text);
    }
    after = found?.position ?? after;
    if (hasEnded && !found?.more) {
      process.stderr.write(`${job.state}${job.message === null ? '' : `: ${job.message}`}\n`);
      process.exitCode = job.state === 'finished' ? 0 : job.exitCode || 1;
      return;
    }
    await sleep(found?.more ? 0 : POLL);
  }
}
