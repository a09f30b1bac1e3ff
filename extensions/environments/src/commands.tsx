import { agreed } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { FormValues } from '@atelier-ml/ui';
import * as React from 'react';
import { provideCurated } from './curated-dialog.tsx';
import { DockerfilePreview } from './dockerfile-preview.tsx';
import { environmentFields, specFields, specOf, specValues } from './environment-form.ts';
import { installedPackages } from './installed-packages.ts';
import type { EnvironmentArgs, EnvironmentServices } from './services.ts';

export const CommandIDs = {
  create: 'environments:create-environment',
  open: 'environments:open-environment',
  saveKernel: 'environments:save-kernel',
  openImages: 'environments:open-images',
  openRegistries: 'environments:open-registries',
  provide: 'environments:provide-environment',
  addVersion: 'environments:add-version',
  delete: 'environments:delete-environment'
} as const;

const string = (description: string) => ({ type: 'string', description });
const environmentArgs = {
  args: {
    type: 'object',
    properties: {
      id: string('Id or name of the environment'),
      name: string('Name of the environment, for titles and questions'),
      workspace: string('Id or name of its workspace; the active one if left out')
    },
    required: ['id']
  }
};
const noArgs = { args: { type: 'object', properties: {} } };

/** Adds the commands of the area to Lab's registry. */
export function addCommands(services: EnvironmentServices): void {
  const { commands, pages, trans } = services;
  commands.addCommand(CommandIDs.create, {
    label: trans.__('New Environment…'),
    caption: trans.__('Describe an image that programs run in'),
    icon: icons.add,
    describedBy: noArgs,
    execute: () => createEnvironment(services)
  });
  commands.addCommand(CommandIDs.saveKernel, {
    label: trans.__('Save This Kernel as Environment…'),
    caption: trans.__('Describe an image with the packages that the kernel in front has installed'),
    icon: icons.pin,
    describedBy: noArgs,
    isEnabled: () => services.currentKernel() !== null,
    execute: () => saveKernel(services)
  });
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open Environment'),
    icon: icons.open,
    describedBy: environmentArgs,
    execute: args => {
      const { id, name } = args as EnvironmentArgs;
      pages.open('environment', { id, name: name ?? id });
    }
  });
  commands.addCommand(CommandIDs.openImages, {
    label: trans.__('Show Images of Environments'),
    icon: icons.eye,
    describedBy: noArgs,
    execute: () => pages.open('environment-images', {})
  });
  commands.addCommand(CommandIDs.openRegistries, {
    label: trans.__('Show Registries of Images'),
    icon: icons.upload,
    describedBy: noArgs,
    execute: () => pages.open('environment-registries', {})
  });
  commands.addCommand(CommandIDs.provide, {
    label: trans.__('Provide an Environment'),
    caption: trans.__('Build a ready-made environment for the form that names it'),
    icon: icons.play,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          reference: string('NAME:VERSION, or curated:NAME of a ready-made one: it is built first')
        },
        required: ['reference']
      }
    },
    // Answers NAME:VERSION to the form that asks.
    execute: async args => {
      const [, curated] = /^curated:(.*)$/.exec(String(args.reference)) ?? [];
      const built =
        curated === undefined ? args.reference : await provideCurated(services, curated);
      if (!built) {
        throw new Error(trans.__('The environment “%1” has not been built.', curated ?? ''));
      }
      return built;
    }
  });
  commands.addCommand(CommandIDs.addVersion, {
    label: trans.__('New Version…'),
    icon: icons.add,
    describedBy: environmentArgs,
    execute: args => addVersion(services, args as EnvironmentArgs)
  });
  commands.addCommand(CommandIDs.delete, {
    label: trans.__('Delete Environment'),
    icon: icons.delete,
    describedBy: environmentArgs,
    execute: args => deleteEnvironment(services, args as EnvironmentArgs)
  });
}

const placeOf = ({ scope }: EnvironmentServices, { id, workspace }: Partial<EnvironmentArgs>) => ({
  workspace: workspace ?? scope.reference,
  environment: id ?? ''
});

async function saveKernel(services: EnvironmentServices): Promise<void> {
  const { client, currentKernel, notifier, trans } = services;
  const kernel = currentKernel();
  const draft = await notifier.attempt(async () => {
    const body = kernel && (await installedPackages(kernel));
    if (!body) {
      throw new Error(trans.__('Only kernels of Python and TypeScript tell what is installed.'));
    }
    return client.api.environments.draft({ body });
  });
  if (draft) {
    const { leftOut, spec } = draft;
    await createEnvironment(services, {
      ...specValues(spec),
      description: leftOut.length
        ? trans.__('Without what no registry has: %1', leftOut.join(', '))
        : ''
    });
  }
}

async function createEnvironment(
  services: EnvironmentServices,
  given: FormValues = {}
): Promise<void> {
  const { client, notifier, pages, scope, trans } = services;
  const curated = (await notifier.attempt(() => client.api.environments.curated()))?.items ?? [];
  const specFrom = async (values: FormValues) =>
    curated.find(({ name }) => `curated:${name}` === values.kind)?.spec ?? specOf(values);
  const created = await showFormDialog({
    trans,
    title: trans.__('New environment'),
    accept: trans.__('Create'),
    wide: true,
    fields: environmentFields(trans, curated),
    values: { build: true, ...given },
    after: {
      name: 'build',
      render: values => (
        <DockerfilePreview client={client} of={values} spec={() => specFrom(values)} />
      )
    },
    submit: async (values, { signal }) =>
      client.api.environments.create({
        params: { workspace: scope.reference },
        body: {
          name: String(values.name),
          description: String(values.description ?? ''),
          spec: await specFrom(values),
          build: values.build === true
        },
        signal
      })
  });
  if (created) {
    pages.open('environment', { id: created.id, name: created.name });
  }
}

async function addVersion(services: EnvironmentServices, args: EnvironmentArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const params = placeOf(services, args);
  const environment = await notifier.attempt(() => client.api.environments.get({ params }));
  if (environment) {
    const { kind } = environment.latest.spec;
    const specFrom = (values: FormValues) => specOf({ ...values, kind });
    await showFormDialog({
      trans,
      title: trans.__('New version of “%1”', environment.name),
      accept: trans.__('Add and build'),
      wide: true,
      fields: specFields(trans),
      values: specValues(environment.latest.spec),
      after: {
        name: 'kernel',
        render: values => (
          <DockerfilePreview client={client} of={values} spec={() => specFrom(values)} />
        )
      },
      submit: async (values, { signal }) => {
        const body = { spec: await specFrom(values), build: true };
        return client.api.environments.versions.create({ params, body, signal });
      }
    });
  }
}

async function deleteEnvironment(
  services: EnvironmentServices,
  args: EnvironmentArgs
): Promise<void> {
  const { client, notifier, trans } = services;
  const isAgreed = await agreed(services, {
    title: trans.__('Delete “%1”?', args.name ?? args.id),
    body: trans.__('All its versions and their images are removed from this machine.')
  });
  if (isAgreed) {
    const params = placeOf(services, args);
    await notifier.attempt(() => client.api.environments.delete({ params }));
  }
}
