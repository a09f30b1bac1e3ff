import { z } from 'zod';
import { Bytes } from './values.ts';

/** A GPU of the server's machine, what it does now, and who has it. */
export const Gpu = z.object({
  uuid: z.string(),
  index: z.number().int().nonnegative(),
  name: z.string(),
  memoryTotal: Bytes,
  memoryUsed: Bytes,
  utilizationPercent: z.number().nullable().describe('0–100; null where it is not told'),
  temperature: z.number().nullable().describe('degrees Celsius'),
  powerWatts: z.number().nullable(),
  holders: z.array(z.string()).describe('who has it: instances and clusters, for people'),
  sharing: z.enum(['exclusive', 'shared']).nullable().describe('how it is had; null: it is free')
});
export type Gpu = z.infer<typeof Gpu>;

/** How many GPUs a size has, and whether others may have the same ones. */
export const gpuSize = {
  gpus: z
    .number()
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('by id, from its start to its end; nobody else has them meanwhile'),
  gpuSharing: z
    .enum(['exclusive', 'shared'])
    .default('exclusive')
    .describe('shared: others that share, too, may have the same ones')
};

/** A GPU that an instance has. */
export const HeldGpu = z.object({
  uuid: z.string(),
  index: z.number().int().nonnegative().nullable().describe('null: the machine does not show it'),
  name: z.string().nullable()
});
export type HeldGpu = z.infer<typeof HeldGpu>;

/** What a GPU did at one moment, for all who have it. */
export const GpuUsage = z.object({
  uuid: z.string(),
  index: z.number().int().nonnegative(),
  utilizationPercent: z.number().nullable(),
  memoryUsed: Bytes,
  memoryTotal: Bytes,
  powerWatts: z.number().nullable(),
  isShared: z.boolean().describe('others have had it, too')
});
export type GpuUsage = z.infer<typeof GpuUsage>;
