import { z } from 'zod';
import { route } from './route.ts';
import { Bytes, Id, Timestamp } from './values.ts';

export const KernelId = z.string().min(1).max(128).describe('as Jupyter names it');

/** A GPU that a kernel works on, or that the instance of a kernel has. */
export const KernelGpu = z.object({
  uuid: z.string(),
  index: z.number().int().nonnegative(),
  memoryUsed: Bytes.nullable(),
  memoryTotal: Bytes,
  utilizationPercent: z.number().nullable().describe('of the GPU, whoever works on it'),
  powerWatts: z.number().nullable().describe('of the GPU, whoever works on it'),
  told: z
    .enum(['alone', 'shared', 'unknown'])
    .describe(
      '`alone`: only this kernel is on it, so all figures are its own; `shared`: the memory is its own, the rest is of all who are on it; `unknown`: its programs were not seen on it, all figures are those of the GPU of its instance'
    )
});
export type KernelGpu = z.infer<typeof KernelGpu>;

/** What a kernel and the programs that it has started took at one moment. */
export const KernelSample = z.object({
  number: z.number().int().positive().describe('counts up until the server is started anew'),
  at: Timestamp,
  cpuPercent: z.number().nonnegative().nullable().describe('100 is one processor; null: not yet'),
  memory: Bytes.describe('resident'),
  processes: z.number().int().nonnegative(),
  read: z.number().nonnegative().nullable().describe('bytes a second, from disks'),
  written: z.number().nonnegative().nullable().describe('bytes a second, to disks'),
  gpus: z.array(KernelGpu).describe('by their index')
});
export type KernelSample = z.infer<typeof KernelSample>;

/** A kernel that runs, on an instance or on this machine without limits. */
export const RunningKernel = z.object({
  kernelId: KernelId,
  pid: z.number().int().positive(),
  instance: z
    .object({ id: Id, name: z.string() })
    .nullable()
    .describe('null: this machine, without limits'),
  last: KernelSample.nullable()
});
export type RunningKernel = z.infer<typeof RunningKernel>;

/** What a kernel took, and what it might. */
export const KernelUsage = RunningKernel.omit({ last: true }).extend({
  cpus: z.number().positive().describe('that it may use: of its instance, else of the machine'),
  memoryLimit: Bytes.describe('likewise'),
  disk: z
    .object({ used: Bytes, total: Bytes })
    .describe('of its instance where that has a limit, else the one of the data folder'),
  items: z.array(KernelSample)
});
export type KernelUsage = z.infer<typeof KernelUsage>;

/** The routes of `compute` about kernels wherever they run. */
export const kernelUsageRoutes = {
  runningKernels: route({
    method: 'GET',
    path: '/api/compute/kernels',
    summary: 'All kernels that run, wherever they do, with what they take now',
    response: z.object({ items: z.array(RunningKernel) })
  }),
  kernelUsage: route({
    method: 'GET',
    path: '/api/compute/kernels/:kernel/usage',
    summary: 'What a kernel took in the last hour, every five seconds, wherever it runs',
    params: z.object({ kernel: KernelId }),
    query: z.object({
      after: z.coerce
        .number()
        .int()
        .min(0)
        .default(0)
        .describe('`number` of the last known sample; all, if the server has not come so far')
    }),
    response: KernelUsage
  })
};
