import type { Client, Schedule, ScheduleTime, ScheduleTrigger } from '@atelier-ml/api';
import { AtelierError } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { jobOptionsOf, submitOptions } from '../job-options.ts';
import type { SubmitOptions } from '../job-options.ts';
import { listAll } from '../list.ts';
import { numberOf } from '../number.ts';
import { formatTime } from '../table.ts';

interface TimingOptions {
  cron?: string;
  every?: string;
  zone?: string;
  from?: string;
  until?: string;
}

interface PolicyOptions {
  title?: string;
  about?: string;
  concurrency?: Schedule['concurrency'];
  catchUp?: Schedule['catchUp'];
  catchUpLimit?: string;
  paused?: boolean;
}

const columns = {
  name: (row: Schedule) => row.name,
  times: (row: Schedule) => timesText(row.trigger),
  next: (row: Schedule) => (row.paused ? 'paused' : row.next[0] ? formatTime(row.next[0]) : '–'),
  'last job': (row: Schedule) => row.lastJob?.state ?? '',
  problem: (row: Schedule) => row.problem ?? ''
};
const timeColumns = {
  time: (row: ScheduleTime) => formatTime(row.time),
  cause: (row: ScheduleTime) => row.cause,
  outcome: (row: ScheduleTime) => row.outcome,
  job: (row: ScheduleTime) => row.job?.id ?? '',
  state: (row: ScheduleTime) => row.job?.state ?? '',
  message: (row: ScheduleTime) => row.message ?? ''
};

const timesText = (trigger: ScheduleTrigger): string =>
  trigger.type === 'cron' ? `${trigger.cron} ${trigger.timeZone}` : `every ${trigger.seconds} s`;

export function register(program: Command, context: CliContext): void {
  const { action, client, print, studio, workspace } = context;
  const jobOf = async (words: string[], options: SubmitOptions) =>
    (await studio()).jobs.prepare(jobOptionsOf(words, options));
  const group = program.command('schedules').description('jobs that are submitted again and again');
  const at = async (schedule: string) => ({ workspace: await workspace(), schedule });

  group
    .command('list')
    .description('list schedules')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { schedules: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  submitOptions(
    policyOptions(
      timingOptions(
        group
          .command('create <name> [words...]')
          .description('have a job submitted; its flags are those of `jobs submit`')
      )
    )
  ).action(
    action(
      async (
        name: string,
        words: string[],
        options: TimingOptions & PolicyOptions & SubmitOptions
      ) => {
        const api = await client();
        const job = await jobOf(words, options);
        const body = { name, trigger: required(triggerOf(options)), job, ...policyOf(options) };
        print(await api.schedules.create({ params: { workspace: await workspace() }, body }));
      }
    )
  );
  timingOptions(group.command('preview').description('the next times that there would be')).action(
    action(async (options: TimingOptions) => {
      const api = await client();
      const params = { workspace: await workspace() };
      const body = { trigger: required(triggerOf(options)) };
      const found = await api.schedules.preview({ params, body });
      const rows = found.times.map(time => ({ time }));
      print(found, { rows, columns: { time: (row: { time: number }) => formatTime(row.time) } });
    })
  );
  group
    .command('show <schedule>')
    .description('show a schedule')
    .action(
      action(async (schedule: string) =>
        print(await (await client()).schedules.get({ params: await at(schedule) }))
      )
    );
  submitOptions(
    policyOptions(
      timingOptions(
        group
          .command('update <schedule> [words...]')
          .description('change it; with a program, its whole job')
      )
    )
  )
    .option('--title <name>', 'new name')
    .action(
      action(
        async (
          schedule: string,
          words: string[],
          options: TimingOptions & PolicyOptions & SubmitOptions
        ) => {
          const api = await client();
          const hasJob = words.length > 0 || Boolean(options.script ?? options.notebook);
          const trigger = triggerOf(options);
          const body = {
            ...policyOf(options),
            name: options.title,
            ...(trigger && { trigger }),
            ...(hasJob && { job: await jobOf(words, options) })
          };
          print(await api.schedules.update({ params: await at(schedule), body }));
        }
      )
    );
  for (const paused of [true, false]) {
    group
      .command(`${paused ? 'pause' : 'resume'} <schedule>`)
      .description(paused ? 'let its times pass' : 'go on with the next time')
      .action(
        action(async (schedule: string) => {
          const params = await at(schedule);
          print(await (await client()).schedules.update({ params, body: { paused } }));
        })
      );
  }
  plainCommand('run', 'submit its job now', (api, params) => api.run({ params }));
  plainCommand('cancel-backfill', 'submit no more jobs for past times', (api, params) =>
    api.cancelBackfill({ params })
  );
  plainCommand('delete', 'delete a schedule; its jobs stay', (api, params) =>
    api.delete({ params })
  );
  group
    .command('times <schedule>')
    .description('what became of its times, the last first')
    .action(
      action(async (schedule: string) => {
        const { schedules: api } = await client();
        const params = await at(schedule);
        const found = await listAll(cursor => api.times({ params, query: { cursor } }));
        print(found, { rows: found.items, columns: timeColumns });
      })
    );
  group
    .command('backfill <schedule>')
    .description('have jobs submitted for the times of a past range that have none')
    .requiredOption('--from <time>', 'such as 2026-01-31T08:00+01:00')
    .option('--to <time>', 'now if left out')
    .action(
      action(async (schedule: string, { from, to }: { from: string; to?: string }) => {
        const body = { from: momentOf(from), to: to === undefined ? Date.now() : momentOf(to) };
        print(await (await client()).schedules.backfill({ params: await at(schedule), body }));
      })
    );

  function plainCommand(
    name: string,
    description: string,
    work: (
      api: Client['schedules'],
      params: { workspace: string; schedule: string }
    ) => Promise<unknown>
  ): void {
    group
      .command(`${name} <schedule>`)
      .description(description)
      .action(
        action(async (schedule: string) =>
          print(await work((await client()).schedules, await at(schedule)))
        )
      );
  }
}

function timingOptions(command: Command): Command {
  return command
    .option('--cron <fields>', 'minute, hour, day, month, weekday: "0 8 * * 1-5"')
    .option('--every <seconds>', 'instead of --cron')
    .option('--zone <name>', 'time zone such as Europe/Berlin; that of this machine if left out')
    .option('--from <time>', 'no time lies before')
    .option('--until <time>', 'no time lies after');
}

function policyOptions(command: Command): Command {
  return command
    .option('--about <text>', 'what the schedule is for')
    .addOption(
      new Option('--concurrency <policy>', 'when a job of it has not ended').choices([
        'allow',
        'forbid',
        'replace'
      ])
    )
    .addOption(
      new Option('--catch-up <policy>', 'for times that no server was there at').choices([
        'skip',
        'once',
        'all'
      ])
    )
    .option('--catch-up-limit <count>', 'of jobs that catching up with all submits')
    .option('--paused', 'it begins when it is resumed');
}

const policyOf = ({ about, catchUp, catchUpLimit, concurrency, paused }: PolicyOptions) => ({
  description: about,
  ...{ catchUp, concurrency, paused },
  catchUpLimit: numberOf('--catch-up-limit', catchUpLimit)
});

function triggerOf(options: TimingOptions): ScheduleTrigger | undefined {
  const { cron, every, from, until } = options;
  const window = {
    ...(from !== undefined && { from: momentOf(from) }),
    ...(until !== undefined && { until: momentOf(until) })
  };
  const timeZone = options.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (cron !== undefined) {
    return { type: 'cron', cron, timeZone, ...window };
  }
  return every === undefined
    ? undefined
    : { type: 'interval', seconds: Number(every), timeZone, ...window };
}

function required(trigger: ScheduleTrigger | undefined): ScheduleTrigger {
  if (!trigger) {
    throw new AtelierError('invalid-input', 'Nothing says when.', {
      remedy: 'Give --cron "0 8 * * 1-5" or --every SECONDS.'
    });
  }
  return trigger;
}

function momentOf(text: string): number {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) {
    throw new AtelierError('invalid-input', `“${text}” is no time.`, {
      remedy: 'Write it as 2026-01-31T08:00 or 2026-01-31T08:00+01:00.'
    });
  }
  return moment;
}
