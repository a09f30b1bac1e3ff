import type { AttachedCompute } from '@atelier-ml/api';
import { agreed } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import { attachedBody, attachedFields, attachedValues, changedBody } from './attached-form.ts';
import type { JobServices, SubjectArgs } from './services.ts';
import { isSpark } from './spark-form.ts';
import { noArgs, subjectCommands } from './subject-commands.ts';

export const AttachedCommands = {
  create: 'jobs:attach-compute',
  open: 'jobs:open-attached',
  edit: 'jobs:edit-attached',
  test: 'jobs:test-attached',
  delete: 'jobs:detach-compute'
} as const;

export function addAttachedCommands(services: JobServices): void {
  const { commands, trans } = services;
  const { about, open } = subjectCommands(services, trans.__('attached compute'), 'attached');
  commands.addCommand(AttachedCommands.create, {
    label: trans.__('Attach Compute…'),
    caption: trans.__('Use a container engine, a Swarm, Spark or Ray on other machines'),
    icon: icons.add,
    describedBy: noArgs,
    execute: () => attach(services)
  });
  commands.addCommand(AttachedCommands.open, {
    label: trans.__('Open Attached Compute'),
    ...open
  });
  commands.addCommand(AttachedCommands.edit, {
    label: trans.__('Edit Connection…'),
    icon: icons.edit,
    ...about(edit)
  });
  commands.addCommand(AttachedCommands.test, {
    label: trans.__('Test Connection'),
    icon: icons.refresh,
    ...about(test)
  });
  commands.addCommand(AttachedCommands.delete, {
    label: trans.__('Detach'),
    icon: icons.delete,
    ...about(detach)
  });
}

const placeOf = ({ scope }: JobServices, { id, workspace }: Partial<SubjectArgs>) => ({
  workspace: workspace ?? scope.reference,
  attached: id ?? ''
});

async function attach(services: JobServices): Promise<void> {
  const { client, pages, scope, trans } = services;
  const made = await showFormDialog({
    trans,
    title: trans.__('Attach compute'),
    accept: trans.__('Test and attach'),
    fields: attachedFields(trans),
    submit: async (values, { signal }) =>
      client.api.attached.create({
        params: { workspace: scope.reference },
        body: {
          ...(await attachedBody(values)),
          kind: isSpark(values) ? 'spark' : (values.kind as AttachedCompute['kind'])
        },
        signal
      })
  });
  if (made) {
    pages.open('attached', { id: made.id, name: made.name });
  }
}

async function edit(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const params = placeOf(services, args);
  const attached = await notifier.attempt(() => client.api.attached.get({ params }));
  if (attached) {
    await showFormDialog({
      trans,
      title: trans.__('Edit “%1”', attached.name),
      accept: trans.__('Test and save'),
      fields: attachedFields(trans, attached),
      values: attachedValues(attached),
      submit: async (values, { signal }) =>
        client.api.attached.update({
          params,
          body: await changedBody({ ...values, kind: attached.kind }),
          signal
        })
    });
  }
}

async function test(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const params = placeOf(services, args);
  const found = await notifier.attempt(() => client.api.attached.test({ params }));
  if (found?.problem === null) {
    notifier.success(trans.__('“%1” answers.', found.name));
  }
}

async function detach(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const isAgreed = await agreed(services, {
    title: trans.__('Detach “%1”?', args.name ?? args.id),
    body: trans.__('What is there is left alone; how it is reached is forgotten.'),
    accept: trans.__('Detach')
  });
  if (isAgreed) {
    await notifier.attempt(() => client.api.attached.delete({ params: placeOf(services, args) }));
  }
}
