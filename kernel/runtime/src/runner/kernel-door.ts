import type { CellReference, KernelDoor } from '@atelier-ml/sdk';

import type { Display } from './display.ts';
import type { Jobs } from './job.ts';

/** Name under which the SDK finds the kernel on the global object. */
export const KERNEL_DOOR = Symbol.for('atelier.kernel');

export interface DoorKeeper {
  door: KernelDoor;
  /** Tells the listeners that a cell begins to run. */
  announce(cell: CellReference): void;
}

export function createKernelDoor(
  display: Display,
  jobs: Jobs,
  onListenerError: (error: unknown) => void
): DoorKeeper {
  const listeners = new Set<(cell: CellReference) => void>();
  return {
    door: {
      currentCell: () => jobs.current()?.cell,
      onCell(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      display: (bundle, options) => display.raw(bundle, options),
      signal: () => jobs.current()?.abort.signal
    },
    announce(cell) {
      for (const listener of listeners) {
        try {
          listener(cell);
        } catch (error) {
          onListenerError(error); // the user's cell goes on
        }
      }
    }
  };
}
