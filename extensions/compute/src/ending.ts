import { confirm } from '@atelier-ml/ui';
import type { ComputeServices } from './services.ts';

/** Whether the kernels of an instance may be ended: asks, if there are any. */
export async function mayEndKernels(
  { client, notifier, preferences, trans }: ComputeServices,
  params: { workspace: string; instance: string },
  verb: 'stop' | 'restart'
): Promise<boolean> {
  const instance = await notifier.attempt(() => client.api.compute.get({ params }));
  if (!instance || instance.kernelCount === 0 || !preferences.confirmDelete) {
    return instance !== undefined;
  }
  return confirm({
    trans,
    title:
      verb === 'stop'
        ? trans.__('Stop “%1”?', instance.name)
        : trans.__('Restart “%1”?', instance.name),
    body: trans._n(
      'The kernel that runs on it is ended, and its variables are lost.',
      'The %1 kernels that run on it are ended, and their variables are lost.',
      instance.kernelCount
    ),
    accept: verb === 'stop' ? trans.__('Stop') : trans.__('Restart'),
    danger: true
  });
}
