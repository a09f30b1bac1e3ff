import type { ComputeInstance } from '@atelier-ml/api';
import { agreed } from '@atelier-ml/shell';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ComputeServices } from './services.ts';

/** Deletes an instance, once its user knows what is lost with it; kernels on it are ended first. */
export async function deleteInstance(
  services: ComputeServices,
  params: { workspace: string; instance: string }
): Promise<void> {
  const { client, notifier, trans } = services;
  const instance = await notifier.attempt(() => client.api.compute.get({ params }));
  if (!instance) {
    return;
  }
  const hasKernels = instance.kernelCount > 0;
  const isAgreed = await agreed(services, {
    title: trans.__('Delete “%1”?', instance.name),
    body: lossOf(instance, trans),
    ...(hasKernels && { accept: trans.__('Stop and delete') })
  });
  if (isAgreed) {
    await notifier.attempt(async () => {
      if (hasKernels) {
        await client.api.compute.stop({ params });
      }
      await client.api.compute.delete({ params });
    });
  }
}

/** What is gone afterwards, as sentences. */
function lossOf({ driver, kernelCount }: ComputeInstance, trans: TranslationBundle): string {
  const kernels = trans._n(
    'The kernel that runs on it is ended, and its variables are lost.',
    'The %1 kernels that run on it are ended, and their variables are lost.',
    kernelCount
  );
  return [
    ...(kernelCount > 0 ? [kernels] : []),
    driver === 'docker'
      ? trans.__('Its container and its home with all files in it are deleted for good.')
      : trans.__('No files are lost.'),
    trans.__('Notebooks stay, and need another kernel.')
  ].join(' ');
}
