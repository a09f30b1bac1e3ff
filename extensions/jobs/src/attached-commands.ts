import { confirm, icons, showFormDialog } from '@atelier-ml/ui';
import { attachedBody, attachedFields, attachedValues } from './attached-form.ts';
import type { JobServices, SubjectArgs } from './services.ts';
import { subjectArgs } from './subject-args.ts';

export const AttachedCommands = {
  create: 'jobs:attach-compute',
  open: 'jobs:open-attached',
  edit: 'jobs:edit-attached',
  test: 'jobs:test-attached',
  delete: 'jobs:detach-compute'
} as const;

export function addAttachedCommands(services: JobServices): void {
  const { commands, pages, trans } = services;
  const subject = subjectArgs(trans.__('attached compute'));
  commands.addCommand(AttachedCommands.create, {
    label: trans.__('Attach Compute…'),
    caption: trans.__('Use a container engine or a Swarm on other machines'),
    icon: icons.add,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => attach(services)
  });
  commands.addCommand(AttachedCommands.open, {
    label: trans.__('Open Attached Compute'),
    icon: icons.open,
    describedBy: subject,
    execute: args => {
      const { id, name } = args as SubjectArgs;
      pages.open('attached', { id, name: name ?? id });
    }
  });
  commands.addCommand(AttachedCommands.edit, {
    label: trans.__('Edit Connection…'),
    icon: icons.edit,
    describedBy: subject,
    execute: args => edit(services, args as SubjectArgs)
  });
  commands.addCommand(AttachedCommands.test, {
    label: trans.__('Test Connection'),
    icon: icons.refresh,
    describedBy: subject,
    execute: args => test(services, args as SubjectArgs)
  });
  commands.addCommand(AttachedCommands.delete, {
    label: trans.__('Detach'),
    icon: icons.delete,
    describedBy: subject,
    execute: args => detach(services, args as SubjectArgs)
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
    fields: attachedFields(trans, { isNew: true }),
    submit: async (values, { signal }) =>
      client.api.attached.create({
        params: { workspace: scope.reference },
        body: {
          ...(await attachedBody(values)),
          kind: values.kind === 'swarm' ? 'swarm' : 'docker'
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
      fields: attachedFields(trans, { isNew: false }),
      values: attachedValues(attached),
      submit: async (values, { signal }) =>
        client.api.attached.update({ params, body: await attachedBody(values), signal })
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
  const { client, notifier, preferences, trans } = services;
  const agreed =
    !preferences.confirmDelete ||
    (await confirm({
      trans,
      title: trans.__('Detach “%1”?', args.name ?? args.id),
      body: trans.__('What is there is left alone; how it is reached is forgotten.'),
      accept: trans.__('Detach'),
      danger: true
    }));
  if (agreed) {
    await notifier.attempt(() => client.api.attached.delete({ params: placeOf(services, args) }));
  }
}
