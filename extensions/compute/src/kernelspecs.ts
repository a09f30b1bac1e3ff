import type { IEventStream } from '@atelier-ml/shell';
import type { ServiceManager } from '@jupyterlab/services';

/** Lets the launcher and the kernel picker know at once when instances come and go. */
export function followKernelspecs(
  events: IEventStream,
  jupyter: Pick<ServiceManager.IManager, 'kernelspecs'>
): void {
  events.changed.connect((_, event) => {
    if (event.kind === 'compute' && event.action !== 'progressed') {
      void jupyter.kernelspecs.refreshSpecs();
    }
  });
}
