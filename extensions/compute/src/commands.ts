import { costOfSizes } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import { deleteInstance } from './deletion.ts';
import { mayEndKernels } from './ending.ts';
import {
  firstEnvironment,
  instanceBody,
  instanceFields,
  instanceValues,
  newInstanceBody
} from './instance-form.ts';
import { createNotebook } from './new-notebook.ts';
import type { ComputeServices, InstanceArgs } from './services.ts';

export const CommandIDs = {
  openPanel: 'compute:open-panel',
  create: 'compute:create-instance',
  open: 'compute:open-instance',
  edit: 'compute:edit-instance',
  start: 'compute:start-instance',
  stop: 'compute:stop-instance',
  restart: 'compute:restart-instance',
  resize: 'compute:resize-instance',
  renew: 'compute:renew-instance',
  newNotebook: 'compute:create-notebook',
  openTerminal: 'compute:open-terminal',
  delete: 'compute:delete-instance'
} as const;

const string = (description: string) => ({ type: 'string', description });
export const instanceArgs = {
  args: {
    type: 'object',
    properties: {
      id: string('Id or name of the instance'),
      name: string('Name of the instance, for titles and questions'),
      workspace: string('Id or name of its workspace; the active one if left out')
    },
    required: ['id']
  }
};
const MOST_ENVIRONMENTS = 200;
const MOST_ATTACHED = 100;
const noArgs = { args: { type: 'object', properties: {} } };

/** Adds the commands of the area to Lab's registry. */
export function addCommands(services: ComputeServices): void {
  const { commands, trans, panels, pages, scope, client, notifier } = services;
  const params = (args: Partial<InstanceArgs>) => ({
    workspace: args.workspace ?? scope.reference,
    instance: args.id ?? ''
  });

  commands.addCommand(CommandIDs.openPanel, {
    label: trans.__('Show Compute'),
    icon: icons.compute,
    describedBy: noArgs,
    execute: () => panels.open('compute', 'instances')
  });
  commands.addCommand(CommandIDs.create, {
    label: trans.__('New Compute Instance…'),
    caption: trans.__('Make a place with its own limits where kernels run'),
    icon: icons.add,
    describedBy: noArgs,
    execute: async () => {
      const created = await createInstance(services);
      if (created) {
        pages.open('compute-instance', { id: created.id, name: created.name });
      }
    }
  });
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open Compute Instance'),
    icon: icons.open,
    describedBy: instanceArgs,
    execute: args => {
      const { id, name } = args as InstanceArgs;
      pages.open('compute-instance', { id, name: name ?? id });
    }
  });
  commands.addCommand(CommandIDs.edit, {
    label: trans.__('Edit and Resize…'),
    icon: icons.edit,
    describedBy: instanceArgs,
    execute: args => editInstance(services, params(args as InstanceArgs))
  });
  commands.addCommand(CommandIDs.start, {
    label: trans.__('Start'),
    icon: icons.play,
    describedBy: instanceArgs,
    execute: args =>
      notifier.attempt(() => client.api.compute.start({ params: params(args as InstanceArgs) }))
  });
  commands.addCommand(CommandIDs.stop, {
    label: trans.__('Stop'),
    icon: icons.stop,
    describedBy: instanceArgs,
    execute: args => stopInstance(args as InstanceArgs)
  });
  commands.addCommand(CommandIDs.newNotebook, {
    label: trans.__('New Notebook Here'),
    icon: icons.code,
    describedBy: instanceArgs,
    execute: args => createNotebook(services, params(args as InstanceArgs))
  });
  commands.addCommand(CommandIDs.delete, {
    label: trans.__('Delete Compute Instance'),
    icon: icons.delete,
    describedBy: instanceArgs,
    execute: args => deleteInstance(services, params(args as InstanceArgs))
  });

  async function stopInstance(args: InstanceArgs) {
    if (await mayEndKernels(services, params(args), 'stop')) {
      await notifier.attempt(() => client.api.compute.stop({ params: params(args) }));
    }
  }
}

/** None where the machine does not tell: a form works without. */
export const hostOf = ({ client }: ComputeServices) =>
  client.api.compute.host().catch(() => undefined);

const imagesOf = ({ client }: ComputeServices): Promise<string[]> =>
  client.api.environments.images().then(
    ({ items }) => items.flatMap(({ tags }) => tags),
    () => []
  );

async function createInstance(services: ComputeServices) {
  const { client, commands, notifier, scope, trans } = services;
  const found = await notifier.attempt(() => client.api.compute.engines());
  const params = { workspace: scope.reference };
  const known = await notifier.attempt(() =>
    client.api.environments.list({ params, query: { limit: MOST_ENVIRONMENTS } })
  );
  const environments = known?.items.filter(({ latest }) => latest.state === 'ready') ?? [];
  const ready = await notifier.attempt(() => client.api.environments.curated());
  const curated = ready?.items.filter(
    ({ name }) => !environments.some(environment => environment.name === name)
  );
  const attached = await notifier.attempt(() =>
    client.api.attached.list({ params, query: { limit: MOST_ATTACHED } })
  );
  const engines = attached?.items.filter(({ kind }) => kind === 'docker') ?? [];
  const costOf = await costOfSizes(client.api);
  return showFormDialog({
    trans,
    title: trans.__('New compute instance'),
    accept: trans.__('Create'),
    fields: instanceFields(trans, {
      ...{ engines: found?.items ?? [], environments, curated },
      attached: engines.map(({ name }) => name),
      images: await imagesOf(services),
      host: await hostOf(services)
    }),
    values: {
      ...{ driver: 'process', network: 'outbound' },
      environment: firstEnvironment(environments, curated)
    },
    outro: values => costOf(newInstanceBody(values).size),
    submit: async (values, { signal }) => {
      const { driver, environment: reference } = values;
      const environment: unknown =
        driver !== 'process' && reference
          ? await commands.execute('environments:provide-environment', {
              reference: String(reference)
            })
          : '';
      const body = newInstanceBody({ ...values, environment });
      return client.api.compute.create({ params, body, signal });
    }
  });
}

async function editInstance(
  services: ComputeServices,
  params: { workspace: string; instance: string }
): Promise<void> {
  const { client, notifier, trans } = services;
  const instance = await notifier.attempt(() => client.api.compute.get({ params }));
  if (instance) {
    const costOf = await costOfSizes(client.api);
    await showFormDialog({
      trans,
      title: trans.__('Edit “%1”', instance.name),
      accept: trans.__('Save'),
      fields: instanceFields(trans, { driver: instance.driver, host: await hostOf(services) }),
      values: instanceValues(instance),
      outro: values => costOf(instanceBody(values).size),
      submit: values => client.api.compute.update({ params, body: instanceBody(values) })
    });
  }
}
