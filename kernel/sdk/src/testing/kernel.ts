import type { CellReference, KernelDoor, MimeBundle } from '../magics/index.ts';

export interface Shown {
  bundle: MimeBundle;
  id?: string;
  update?: boolean;
}

/** A notebook's kernel, as far as the SDK sees one. */
export interface TestKernel {
  door: KernelDoor;
  shown: Shown[];
  /** Begins to run a cell. */
  run(cell: Partial<CellReference>): CellReference;
}

export function buildKernel(): TestKernel {
  const shown: Shown[] = [];
  const listeners = new Set<(cell: CellReference) => void>();
  let current: CellReference | undefined;
  let count = 0;
  return {
    shown,
    run(cell) {
      current = { id: 'cell', source: 'train()', executionCount: ++count, ...cell };
      listeners.forEach(listener => listener(current!));
      return current;
    },
    door: {
      currentCell: () => current,
      onCell(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      display: (bundle, options) => shown.push({ bundle, ...options }),
      signal: () => undefined
    }
  };
}
