import { agreed } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { FieldSpec } from '@atelier-ml/ui';
import { jobChoices } from './job-choices.ts';
import { JOB_DEFAULTS, jobBody, jobFields } from './job-form.ts';
import { partsOf } from './open-notebook.ts';
import type { JobServices, OpenNotebook, SubjectArgs } from './services.ts';
import { noArgs, subjectCommands } from './subject-commands.ts';

export const JobCommands = {
  submit: 'jobs:submit-job',
  runNotebook: 'jobs:run-notebook',
  open: 'jobs:open-job',
  cancel: 'jobs:cancel-job',
  resubmit: 'jobs:resubmit-job',
  delete: 'jobs:delete-job'
} as const;

export function addJobCommands(services: JobServices): void {
  const { commands, trans } = services;
  const { about, open } = subjectCommands(services, trans.__('job'), 'job');
  commands.addCommand(JobCommands.submit, {
    label: trans.__('Submit a Job…'),
    caption: trans.__('Run a command, a script or a notebook by itself'),
    icon: icons.add,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          cluster: { type: 'string', description: trans.__('Name of the cluster it is to run on') },
          workspace: {
            type: 'string',
            description: trans.__('Id or name of its workspace; the active one if left out')
          }
        }
      }
    },
    execute: args => submitJob(services, args)
  });
  commands.addCommand(JobCommands.runNotebook, {
    label: trans.__('Run This Notebook as a Job…'),
    caption: trans.__(
      'Execute the notebook in front from its first to its last cell, on a cluster'
    ),
    icon: icons.play,
    describedBy: noArgs,
    isEnabled: () => services.currentNotebook() !== null,
    execute: () => submitJob(services, {}, services.currentNotebook() ?? undefined)
  });
  commands.addCommand(JobCommands.open, {
    label: trans.__('Open Job'),
    ...open
  });
  commands.addCommand(JobCommands.cancel, {
    label: trans.__('Cancel Job'),
    icon: icons.stop,
    ...about(cancelJob)
  });
  commands.addCommand(JobCommands.resubmit, {
    label: trans.__('Submit Again'),
    icon: icons.refresh,
    ...about(resubmitJob)
  });
  commands.addCommand(JobCommands.delete, {
    label: trans.__('Delete Job'),
    icon: icons.delete,
    ...about(deleteJob)
  });
}

const placeOf = ({ scope }: JobServices, { id, workspace }: Partial<SubjectArgs>) => ({
  workspace: workspace ?? scope.reference,
  job: id ?? ''
});

async function submitJob(
  services: JobServices,
  { cluster = 'local', workspace }: { cluster?: string; workspace?: string },
  notebook?: OpenNotebook
): Promise<void> {
  const { client, notifier, pages, scope, trans } = services;
  const params = { workspace: workspace ?? scope.reference };
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
    title: name ? trans.__('Run “%1” as a job', name) : trans.__('Submit a job'),
    accept: trans.__('Submit'),
    wide: true,
    fields: jobFields(trans, { ...choices, isNotebook: notebook !== undefined }),
    values: { ...JOB_DEFAULTS, cluster, ...(name && { name }) },
    submit: (values, { signal }) =>
      client.api.jobs.create({ params, body: jobBody(values, notebook?.path), signal })
  });
  if (made) {
    pages.open('job', { id: made.id, name: made.name });
  }
}

async function cancelJob(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const isAgreed = await agreed(services, {
    title: trans.__('Cancel “%1”?', args.name ?? args.id),
    body: trans.__('What runs is ended; what it has written until then is kept.'),
    accept: trans.__('Cancel job')
  });
  if (isAgreed) {
    await notifier.attempt(() => client.api.jobs.cancel({ params: placeOf(services, args) }));
  }
}

async function resubmitJob(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, pages, trans } = services;
  const params = placeOf(services, args);
  const job = await notifier.attempt(() => client.api.jobs.get({ params }));
  if (!job) {
    return;
  }
  const submit = (secrets: Record<string, string>) =>
    client.api.jobs.resubmit({ params, body: { secrets } });
  const fields = job.spec.secrets.map((secret): FieldSpec => ({
    ...{ name: secret, kind: 'text', label: secret, required: true }
  }));
  const made = fields.length
    ? await showFormDialog({
        trans,
        title: trans.__('Secrets of “%1”', job.name),
        accept: trans.__('Submit'),
        fields,
        submit: values => submit(values as Record<string, string>)
      })
    : await notifier.attempt(() => submit({}));
  if (made) {
    pages.open('job', { id: made.id, name: made.name });
  }
}

async function deleteJob(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const isAgreed = await agreed(services, {
    title: trans.__('Delete “%1”?', args.name ?? args.id),
    body: trans.__('It disappears from the list of jobs. Its run stays.')
  });
  if (isAgreed) {
    await notifier.attempt(() => client.api.jobs.delete({ params: placeOf(services, args) }));
  }
}
