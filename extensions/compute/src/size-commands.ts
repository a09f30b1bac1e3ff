import { costOfSizes, jupyterRequest } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { FormValues } from '@atelier-ml/ui';
import { CommandIDs, hostOf, instanceArgs } from './commands.ts';
import { mayEndKernels } from './ending.ts';
import { instanceBody, instanceFields, instanceValues } from './instance-form.ts';
import type { ComputeServices, InstanceArgs } from './services.ts';

const SIZE = ['cpus', 'memoryMb', 'gpus', 'gpuSharing'];

/** Commands for an instance that is worked on: a terminal, another size, or a fresh start. */
export function addSizeCommands(services: ComputeServices): void {
  const { client, commands, notifier, scope, trans } = services;
  const params = ({ id, workspace }: InstanceArgs) => ({
    workspace: workspace ?? scope.reference,
    instance: id
  });
  commands.addCommand(CommandIDs.restart, {
    label: trans.__('Restart'),
    icon: icons.refresh,
    describedBy: instanceArgs,
    execute: async args => {
      const place = params(args as InstanceArgs);
      if (await mayEndKernels(services, place, 'restart')) {
        await notifier.attempt(() => client.api.compute.restart({ params: place }));
      }
    }
  });
  commands.addCommand(CommandIDs.openTerminal, {
    label: trans.__('Open Terminal'),
    caption: trans.__('Open a shell in the container of the instance'),
    icon: icons.terminal,
    describedBy: instanceArgs,
    execute: async args => {
      await notifier.attempt(async () => {
        const { serverSettings } = services.jupyter;
        const place = params(args as InstanceArgs);
        const { name } = await jupyterRequest<{ name: string }>(
          '_terminals',
          'POST',
          serverSettings,
          place
        );
        await commands.execute('terminal:open', { name });
      });
    }
  });
  commands.addCommand(CommandIDs.renew, {
    label: trans.__('Move to the Newest Version of Its Environment'),
    icon: icons.refresh,
    describedBy: instanceArgs,
    execute: async args => {
      const place = { params: params(args as InstanceArgs) };
      await notifier.attempt(async () => {
        const { environment } = await client.api.compute.get(place);
        if (environment) {
          const body = { environment: `${environment.name}@latest` };
          await client.api.compute.update({ ...place, body });
        }
      });
    }
  });
  commands.addCommand(CommandIDs.resize, {
    label: trans.__('Resize…'),
    icon: icons.cpu,
    describedBy: instanceArgs,
    execute: args => resize(services, params(args as InstanceArgs))
  });
}

/** A container is resized while its kernels run; processes take the size when they start. */
async function resize(
  services: ComputeServices,
  params: { workspace: string; instance: string }
): Promise<void> {
  const { client, notifier, trans } = services;
  const instance = await notifier.attempt(() => client.api.compute.get({ params }));
  if (instance) {
    const costOf = await costOfSizes(client.api);
    const sizeOf = (values: FormValues) =>
      instanceBody({ ...instanceValues(instance), ...values }).size;
    await showFormDialog({
      trans,
      title: trans.__('Resize “%1”', instance.name),
      accept: trans.__('Resize'),
      fields: instanceFields(trans, {
        driver: instance.driver,
        host: await hostOf(services)
      }).filter(({ name }) => SIZE.includes(name)),
      values: instanceValues(instance),
      outro: values => costOf(sizeOf(values)),
      submit: values => client.api.compute.update({ params, body: { size: sizeOf(values) } })
    });
  }
}
