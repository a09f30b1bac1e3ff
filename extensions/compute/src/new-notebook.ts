import type { ComputeInstance } from '@atelier-ml/api';
import { showFormDialog } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ComputeServices } from './services.ts';

type Kernel = ComputeInstance['kernels'][number];

/** Opens a new notebook on an instance, in the language that its environment is for. */
export async function createNotebook(
  services: ComputeServices,
  params: { workspace: string; instance: string }
): Promise<void> {
  const { client, commands, jupyter, notifier, trans } = services;
  await notifier.attempt(async () => {
    const instance = await client.api.compute.get({ params });
    const kernelspec = await chosenKernelspec(services, instance);
    if (kernelspec === null) {
      return;
    }
    await jupyter.kernelspecs.refreshSpecs();
    if (!jupyter.kernelspecs.specs?.kernelspecs[kernelspec]) {
      throw new Error(
        trans.__(
          'JupyterLab does not list the kernel of “%1” yet. Start the instance.',
          instance.name
        )
      );
    }
    await commands.execute('notebook:create-new', { kernelName: kernelspec });
  });
}

/** Asks where the environment is for several languages; null: the user gave up. */
async function chosenKernelspec(
  services: ComputeServices,
  instance: ComputeInstance
): Promise<string | null> {
  const [first, ...others] = await kernelsMeant(services, instance);
  if (!first || !others.length) {
    return (first ?? instance).kernelspec;
  }
  const { trans } = services;
  return showFormDialog({
    trans,
    title: trans.__('New notebook on “%1”', instance.name),
    accept: trans.__('Create'),
    fields: [
      {
        name: 'kernelspec',
        kind: 'select',
        label: trans.__('Language'),
        required: true,
        options: [first, ...others].map(({ kernelspec, language }) => ({
          value: kernelspec,
          label: nameOf(language, trans)
        }))
      }
    ],
    submit: async values => String(values.kernelspec)
  });
}

/** Any image runs TypeScript as well: what its environment names is what it was made for. */
async function kernelsMeant(
  { client }: ComputeServices,
  { environment, kernels, workspaceId }: ComputeInstance
): Promise<Kernel[]> {
  if (!environment) {
    return [];
  }
  const { spec } = await client.api.environments.versions.get({
    params: {
      workspace: workspaceId,
      environment: environment.name,
      version: environment.version
    }
  });
  return kernels.filter(({ language }) => spec.kernels.includes(language));
}

function nameOf(language: Kernel['language'], trans: TranslationBundle): string {
  const names = {
    typescript: trans.__('TypeScript'),
    python: trans.__('Python'),
    r: trans.__('R')
  };
  return names[language];
}
