import { agreed } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import { jobChoices } from './job-choices.ts';
import { partsOf } from './open-notebook.ts';
import {
  newScheduleBody,
  scheduleBody,
  scheduleDefaults,
  scheduleFields,
  scheduleValues
} from './schedule-form.ts';
import { triggerFrom } from './schedule-timing.ts';
import { createTimesPreview } from './times-preview.tsx';
import type { JobServices, OpenNotebook, SubjectArgs } from './services.ts';
import { noArgs, subjectCommands } from './subject-commands.ts';

export const ScheduleCommands = {
  create: 'jobs:create-schedule',
  scheduleNotebook: 'jobs:schedule-notebook',
  open: 'jobs:open-schedule',
  edit: 'jobs:edit-schedule',
  run: 'jobs:run-schedule',
  pause: 'jobs:pause-schedule',
  resume: 'jobs:resume-schedule',
  backfill: 'jobs:backfill-schedule',
  cancelBackfill: 'jobs:cancel-backfill',
  delete: 'jobs:delete-schedule'
} as const;

export function addScheduleCommands(services: JobServices): void {
  const { commands, trans } = services;
  const { about, open } = subjectCommands(services, trans.__('schedule'), 'schedule');
  commands.addCommand(ScheduleCommands.create, {
    label: trans.__('New Schedule…'),
    caption: trans.__('Have a job submitted again and again'),
    icon: icons.add,
    describedBy: noArgs,
    execute: () => createSchedule(services)
  });
  commands.addCommand(ScheduleCommands.scheduleNotebook, {
    label: trans.__('Schedule This Notebook…'),
    caption: trans.__('Execute the notebook in front again and again, as it is now'),
    icon: icons.clock,
    describedBy: noArgs,
    isEnabled: () => services.currentNotebook() !== null,
    execute: () => createSchedule(services, services.currentNotebook() ?? undefined)
  });
  commands.addCommand(ScheduleCommands.open, {
    label: trans.__('Open Schedule'),
    ...open
  });
  commands.addCommand(ScheduleCommands.edit, {
    label: trans.__('Edit Schedule…'),
    icon: icons.edit,
    ...about(editSchedule)
  });
  commands.addCommand(ScheduleCommands.run, {
    label: trans.__('Run Now'),
    icon: icons.play,
    ...about(runSchedule)
  });
  commands.addCommand(ScheduleCommands.pause, {
    label: trans.__('Pause Schedule'),
    icon: icons.stop,
    ...about((each, args) => setPaused(each, args, true))
  });
  commands.addCommand(ScheduleCommands.resume, {
    label: trans.__('Resume Schedule'),
    icon: icons.play,
    ...about((each, args) => setPaused(each, args, false))
  });
  commands.addCommand(ScheduleCommands.backfill, {
    label: trans.__('Run for Past Times…'),
    icon: icons.refresh,
    ...about(backfill)
  });
  commands.addCommand(ScheduleCommands.cancelBackfill, {
    label: trans.__('Stop Running for Past Times'),
    icon: icons.stop,
    ...about(cancelBackfill)
  });
  commands.addCommand(ScheduleCommands.delete, {
    label: trans.__('Delete Schedule'),
    icon: icons.delete,
    ...about(deleteSchedule)
  });
}

const placeOf = ({ scope }: JobServices, { id, workspace }: Partial<SubjectArgs>) => ({
  workspace: workspace ?? scope.reference,
  schedule: id ?? ''
});

const previewOf = ({ client, trans }: JobServices, workspace: string) =>
  createTimesPreview(trans, (values: FormValues, signal) =>
    client.api.schedules.preview({
      params: { workspace },
      body: { trigger: triggerFrom(values), count: 3 },
      signal
    })
  );

async function createSchedule(services: JobServices, notebook?: OpenNotebook): Promise<void> {
  const { client, notifier, pages, scope, trans } = services;
  const params = { workspace: scope.reference };
  const choices = await notifier.attempt(async () => {
    await notebook?.save();
    return jobChoices(services, params.workspace);
  });
  if (!choices) {
    return;
  }
  const name = notebook && partsOf(notebook.path).name;
  const made = await showFormDialog({
    trans,
    title: name ? trans.__('Schedule “%1”', name) : trans.__('New schedule'),
    accept: trans.__('Create'),
    wide: true,
    fields: scheduleFields(trans, { ...choices, isNotebook: notebook !== undefined }),
    values: scheduleDefaults(name?.replace(/\.ipynb$/, '') ?? ''),
    after: { name: 'timeZone', render: previewOf(services, params.workspace) },
    submit: (values, { signal }) =>
      client.api.schedules.create({ params, body: newScheduleBody(values, notebook?.path), signal })
  });
  if (made) {
    pages.open('schedule', { id: made.id, name: made.name });
  }
}

async function editSchedule(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const params = placeOf(services, args);
  const { workspace } = params;
  const schedule = await notifier.attempt(() => client.api.schedules.get({ params }));
  const choices = schedule && (await jobChoices(services, workspace));
  if (choices) {
    await showFormDialog({
      trans,
      title: trans.__('Edit “%1”', schedule.name),
      accept: trans.__('Save'),
      wide: true,
      fields: scheduleFields(trans, { ...choices, isNotebook: true }),
      values: scheduleValues(schedule),
      after: { name: 'timeZone', render: previewOf(services, workspace) },
      submit: (values, { signal }) =>
        client.api.schedules.update({ params, body: scheduleBody(values, schedule), signal })
    });
  }
}

async function runSchedule(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, pages } = services;
  const job = await notifier.attempt(() =>
    client.api.schedules.run({ params: placeOf(services, args) })
  );
  if (job) {
    pages.open('job', { id: job.id, name: job.name });
  }
}

async function setPaused(services: JobServices, args: SubjectArgs, paused: boolean): Promise<void> {
  const { client, notifier } = services;
  const params = placeOf(services, args);
  await notifier.attempt(() => client.api.schedules.update({ params, body: { paused } }));
}

const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d)?$/;

async function backfill(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const params = placeOf(services, args);
  const day = (name: string, label: string, required: boolean): FieldSpec => ({
    ...{ name, label, required, kind: 'text', pattern: DATE },
    patternMessage: trans.__('Write it as 2026-01-31 or 2026-01-31 08:00.'),
    placeholder: trans.__('2026-01-31'),
    help: required ? undefined : trans.__('Empty: until now.')
  });
  const momentOf = (value: unknown) => new Date(String(value).replace(' ', 'T')).getTime();
  const answer = await showFormDialog({
    trans,
    title: trans.__('Run “%1” for past times', args.name ?? args.id),
    accept: trans.__('Run'),
    intro: trans.__(
      'A job is submitted for each time in this range that has none. Times are those of your browser.'
    ),
    fields: [day('from', trans.__('From'), true), day('to', trans.__('To'), false)],
    submit: (values, { signal }) => {
      const body = {
        from: momentOf(values.from),
        to: values.to ? Math.min(momentOf(values.to), Date.now()) : Date.now()
      };
      return client.api.schedules.backfill({ params, body, signal });
    }
  });
  if (answer) {
    notifier.info(
      trans._n('%1 job will be submitted.', '%1 jobs will be submitted.', answer.added)
    );
  }
}

async function cancelBackfill(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier } = services;
  const params = placeOf(services, args);
  await notifier.attempt(() => client.api.schedules.cancelBackfill({ params }));
}

async function deleteSchedule(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const isAgreed = await agreed(services, {
    title: trans.__('Delete “%1”?', args.name ?? args.id),
    body: trans.__('It submits no more jobs. Those that it has submitted stay.')
  });
  if (isAgreed) {
    await notifier.attempt(() => client.api.schedules.delete({ params: placeOf(services, args) }));
  }
}
