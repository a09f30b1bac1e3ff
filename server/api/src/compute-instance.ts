import { z } from 'zod';
import { Gpu, gpuSize, HeldGpu } from './gpus.ts';
import { InstanceCare } from './instance-care.ts';
import { Expense } from './rates.ts';
import { Bytes, Id, Name, Reference, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** What the machine of the server has, and how busy it is now. */
export const Host = z.object({
  hostname: z.string(),
  platform: z.string(),
  cpuModel: z.string(),
  cpus: z.number().int().positive(),
  cpuPercent: z.number().min(0).describe('of all processors together, 0–100'),
  memoryTotal: Bytes,
  memoryAvailable: Bytes,
  diskTotal: Bytes,
  diskAvailable: Bytes.describe('where the data folder lies'),
  gpus: z.array(Gpu)
});
export type Host = z.infer<typeof Host>;

export const ComputeSize = z.object({
  cpus: z.number().int().min(1).max(1024).nullable().default(null).describe('null: no limit'),
  memoryMb: z
    .number()
    .int()
    .min(128)
    .max(67_108_864)
    .nullable()
    .default(null)
    .describe('MiB; null: no limit')
});

/** The size of an instance: also of what only a container has. */
export const InstanceSize = ComputeSize.extend({
  sharedMemoryMb: z
    .number()
    .int()
    .min(1)
    .max(67_108_864)
    .nullable()
    .default(null)
    .describe('MiB of /dev/shm in a container; null: 64'),
  diskGb: z
    .number()
    .int()
    .min(1)
    .max(1_048_576)
    .nullable()
    .default(null)
    .describe('GiB that the home and the own files of a container may take; null: no limit'),
  ...gpuSize
});

/** What an instance's kernels reach: nobody, or others, which do not reach them. */
export const Network = z.enum(['none', 'outbound']);
export const Driver = z.enum(['process', 'docker']);

/** A kernel that can be started on an instance, by its name in Jupyter. */
export const InstanceKernel = z.object({
  language: z.enum(['typescript', 'python', 'r']),
  kernelspec: z.string()
});
export type InstanceKernel = z.infer<typeof InstanceKernel>;

/** Kernels of each language in use that are started in advance and wait. */
export const WarmKernels = z
  .number()
  .int()
  .min(0)
  .max(2)
  .nullable()
  .describe('of a container; null: one where it may take 1 GiB or more');

/** How a kernel, or a part of one, in a container was ended that nobody had asked to. */
export const KernelExit = z.object({
  kernelId: z.string().nullable().describe('null: a part of one, or a program that it has started'),
  at: Timestamp,
  code: z.number().int(),
  outOfMemory: z.boolean(),
  message: z.string()
});
export type KernelExit = z.infer<typeof KernelExit>;

/**
 * A place where kernels run. Driver `process`: processes of the server's own machine, each with the
 * size; `docker`: one container, whose kernels share the size.
 */
export const ComputeInstance = InstanceCare.extend({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  driver: Driver,
  attached: z
    .object({ id: Id, name: z.string() })
    .nullable()
    .describe('attached compute that its container is on; null: the machine of the server'),
  image: z.string().nullable().describe('of a container; null: no container'),
  environment: z
    .object({
      id: Id,
      name: z.string(),
      version: z.number().int(),
      latest: z.number().int().nullable().describe('the newest version that is ready')
    })
    .nullable()
    .describe('whose image it is; null: an image by name'),
  network: Network,
  kernels: z.array(InstanceKernel),
  problem: z.string().nullable().describe('why it does not run although it should'),
  warmKernels: WarmKernels,
  lastExit: KernelExit.nullable(),
  state: z.enum(['running', 'stopped']).describe('a stopped instance takes no kernels'),
  size: InstanceSize,
  gpus: z
    .array(HeldGpu)
    .describe('those that it has: as many as its size said when it was started'),
  environmentVariables: z.record(z.string(), z.string()),
  kernelspec: z.string().describe('name of its first kernel in Jupyter'),
  kernelCount: z.number().int().nonnegative(),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type ComputeInstance = z.infer<typeof ComputeInstance>;

/** A kernel that runs on an instance, with what it takes now. */
export const ComputeKernel = z.object({
  kernelId: z.string().min(1).max(128),
  pid: z.number().int().positive(),
  startedAt: Timestamp,
  cpuPercent: z.number().nonnegative().describe('100 is one processor'),
  memory: Bytes.describe('resident, of the kernel and its children'),
  cpuSeconds: z.number().nonnegative().describe('processor time since it was started'),
  expense: Expense.describe('of that processor time alone, by the present rate card')
});
export type ComputeKernel = z.infer<typeof ComputeKernel>;

export const ImageName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._/:@-]{0,254}$/i, 'must be a name of an image, such as python:3.12');
export const EnvironmentName = z
  .string()
  .min(1)
  .max(250)
  .describe('`name`, `name@latest` or `name:3`');

/** Where work can run, and if it cannot, why. */
export const ComputeEngine = z.object({
  driver: Driver,
  available: z.boolean(),
  version: z.string().optional(),
  problem: z.string().optional()
});
export type ComputeEngine = z.infer<typeof ComputeEngine>;

export const KernelParams = WorkspaceParams.extend({
  instance: Reference,
  kernel: z.string().min(1).max(128)
});

export const EnvironmentVariables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a name of an environment variable'),
  z.string().max(32_000)
);
/** Of a path that names an instance. */
export const InstanceParams = WorkspaceParams.extend({ instance: Reference });
export const inInstance = `${inWorkspace}/compute/:instance`;
