import type { Schedule } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobChoices } from './job-choices.ts';
import { JOB_DEFAULTS, jobBody, jobFields, jobSettings } from './job-form.ts';
import { moreValues } from './job-more-form.ts';
import {
  ownZone,
  TIMING_DEFAULTS,
  timingFields,
  timingValues,
  triggerFrom
} from './schedule-timing.ts';

/** Fields of the schedule itself are told apart from those of its job by this. */
const TITLE = 'title';

/** The fields of a schedule: when, what happens in odd cases, and the job. */
export function scheduleFields(
  trans: TranslationBundle,
  what: JobChoices & { isNotebook: boolean }
): FieldSpec[] {
  const job = trans.__('Job');
  return [
    { name: TITLE, kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 },
    ...timingFields(trans),
    ...policyFields(trans),
    ...jobFields(trans, what)
      .filter(({ name }) => name !== 'name')
      .map(field => ({ ...field, section: field.section ?? job }))
  ];
}

function policyFields(trans: TranslationBundle): FieldSpec[] {
  const section = trans.__('In between');
  return [
    {
      name: 'concurrency',
      kind: 'select',
      label: trans.__('If its last job has not ended'),
      required: true,
      options: [
        { value: 'allow', label: trans.__('Run both') },
        { value: 'forbid', label: trans.__('Leave this time out') },
        { value: 'replace', label: trans.__('Cancel it, and begin anew') }
      ],
      section
    },
    {
      name: 'catchUp',
      kind: 'select',
      label: trans.__('For times when no server ran'),
      required: true,
      options: [
        { value: 'skip', label: trans.__('Run nothing') },
        { value: 'once', label: trans.__('Run once, late') },
        { value: 'all', label: trans.__('Run each, one after the other') }
      ],
      section
    },
    {
      name: 'catchUpLimit',
      kind: 'number',
      label: trans.__('At most so many'),
      integer: true,
      minimum: 1,
      maximum: 1_000,
      required: true,
      when: values => values.catchUp === 'all',
      section
    }
  ];
}

export const scheduleDefaults = (title: string): FormValues => ({
  ...JOB_DEFAULTS,
  ...TIMING_DEFAULTS,
  ...{ title, cluster: 'local', timeZone: ownZone() },
  ...{ concurrency: 'allow', catchUp: 'skip', catchUpLimit: 10 }
});

const settingsOf = (values: FormValues) => ({
  name: String(values[TITLE]).trim(),
  trigger: triggerFrom(values),
  concurrency: values.concurrency as Schedule['concurrency'],
  catchUp: values.catchUp as Schedule['catchUp'],
  catchUpLimit: Number(values.catchUpLimit)
});

/** What the form of a new schedule holds. */
export const newScheduleBody = (values: FormValues, notebook?: string) => ({
  ...settingsOf(values),
  job: jobBody(values, notebook)
});

/** What the form of one that is there holds: it keeps its program and its code. */
export function scheduleBody(values: FormValues, { job, trigger }: Schedule) {
  const { from, until } = trigger;
  const settings = settingsOf(values);
  const jobs = jobSettings(values);
  // The form shows how many there are, not what each of them is told.
  const array = jobs.array ?? (job.array && 'params' in job.array ? job.array : undefined);
  return {
    ...settings,
    trigger: { ...settings.trigger, ...{ from, until } },
    job: { ...job, environment: undefined, ...jobs, array }
  };
}

export function scheduleValues(schedule: Schedule): FormValues {
  const { catchUp, catchUpLimit, concurrency, job, name } = schedule;
  return {
    ...timingValues(schedule.trigger),
    ...{ title: name, concurrency, catchUp, catchUpLimit },
    ...{ experiment: job.experiment, cluster: job.cluster, environment: job.environment ?? '' },
    ...{ params: job.params, inputs: job.inputs, priority: job.priority },
    ...{ maxRetries: job.maxRetries, nodes: job.nodes, timeoutSeconds: job.timeoutSeconds ?? null },
    ...moreValues(job)
  };
}
