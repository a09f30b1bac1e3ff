import type { Compute } from './compute.ts';
import { createHostProbe } from './host.ts';
import { createKernelspecFolder } from './kernelspecs.ts';
import { createProcesses } from './processes.ts';

export interface ProcessComputeOptions {
  /** Where Jupyter looks for kernelspecs. */
  kernelspecFolder: string;
  /** The data folder, whose disk counts. */
  data: string;
}

/** Kernels as processes of this machine (Linux: it reads /proc). */
export function createProcessCompute({ data, kernelspecFolder }: ProcessComputeOptions): Compute {
  const kernelspecs = createKernelspecFolder(kernelspecFolder);
  return {
    ...createProcesses(),
    publish: kernelspec => kernelspecs.write(kernelspec),
    withdraw: kernelspec => kernelspecs.remove(kernelspec),
    async keepOnly(kept) {
      const surplus = (await kernelspecs.names()).filter(name => !kept.includes(name));
      await Promise.all(surplus.map(name => kernelspecs.remove(name)));
    },
    host: createHostProbe(data)
  };
}
