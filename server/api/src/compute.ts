import { z } from 'zod';
import { route } from './route.ts';
import {
  Bytes,
  Description,
  Empty,
  Id,
  ListQuery,
  Name,
  pageOf,
  Reference,
  Timestamp
} from './values.ts';
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
  gpus: z.array(z.object({ name: z.string(), memoryTotal: Bytes, memoryUsed: Bytes }))
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

/** What an instance's kernels reach: nobody, or others, which do not reach them. */
export const Network = z.enum(['none', 'outbound']);
const Driver = z.enum(['process', 'docker']);

/** A kernel that can be started on an instance, by its name in Jupyter. */
export const InstanceKernel = z.object({
  language: z.enum(['typescript', 'python', 'r']),
  kernelspec: z.string()
});
export type InstanceKernel = z.infer<typeof InstanceKernel>;

/** Kernels of each language in use that are started in advance and wait. */
const WarmKernels = z
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
export const ComputeInstance = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  driver: Driver,
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
  size: ComputeSize,
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
  memory: Bytes.describe('resident, of the kernel and its children')
});
export type ComputeKernel = z.infer<typeof ComputeKernel>;

export const ImageName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._/:@-]{0,254}$/i, 'must be a name of an image, such as python:3.12');
const EnvironmentName = z.string().min(1).max(250).describe('`name`, `name@latest` or `name:3`');

/** Where work can run, and if it cannot, why. */
export const ComputeEngine = z.object({
  driver: Driver,
  available: z.boolean(),
  version: z.string().optional(),
  problem: z.string().optional()
});
export type ComputeEngine = z.infer<typeof ComputeEngine>;

const KernelParams = WorkspaceParams.extend({
  instance: Reference,
  kernel: z.string().min(1).max(128)
});

export const EnvironmentVariables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a name of an environment variable'),
  z.string().max(32_000)
);
const Params = WorkspaceParams.extend({ instance: Reference });
const one = `${inWorkspace}/compute/:instance`;

export const compute = {
  host: route({
    method: 'GET',
    path: '/api/compute/host',
    summary: 'What this machine has and how busy it is',
    response: Host
  }),
  engines: route({
    method: 'GET',
    path: '/api/compute/engines',
    summary: 'What can run work on this machine',
    response: z.object({ items: z.array(ComputeEngine) })
  }),
  list: route({
    method: 'GET',
    path: `${inWorkspace}/compute`,
    summary: 'List compute instances by name',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(ComputeInstance)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/compute`,
    summary: 'Create and start a compute instance; its kernelspec appears in Jupyter',
    status: 201,
    params: WorkspaceParams,
    body: z.object({
      name: Name,
      description: Description,
      size: ComputeSize.prefault({}),
      environmentVariables: EnvironmentVariables.default({}),
      driver: Driver.default('process'),
      image: ImageName.optional().describe('the driver `docker` wants it, or an environment'),
      environment: EnvironmentName.optional(),
      network: Network.default('none').describe('only containers can be kept off it'),
      warmKernels: WarmKernels.default(null)
    }),
    response: ComputeInstance
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get a compute instance',
    params: Params,
    response: ComputeInstance
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Rename, describe or resize; kernels that run keep their old size',
    params: Params,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      size: ComputeSize.optional(),
      environment: EnvironmentName.optional().describe('its container is made anew'),
      environmentVariables: EnvironmentVariables.optional(),
      warmKernels: WarmKernels.optional()
    }),
    response: ComputeInstance
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Delete an instance; `in-use` while kernels run on it',
    params: Params,
    response: Empty
  }),
  start: route({
    method: 'POST',
    path: `${one}/start`,
    summary: 'Start a stopped instance',
    params: Params,
    response: ComputeInstance
  }),
  stop: route({
    method: 'POST',
    path: `${one}/stop`,
    summary: 'Stop an instance and end its kernels',
    params: Params,
    response: ComputeInstance
  }),
  kernels: {
    list: route({
      method: 'GET',
      path: `${one}/kernels`,
      summary: 'Kernels that run on the instance, with what they take',
      params: Params,
      response: z.object({
        items: z.array(ComputeKernel),
        waiting: z
          .object({ count: z.number().int().nonnegative(), memory: Bytes })
          .describe('kernels that were started in advance')
      })
    }),
    attach: route({
      method: 'PUT',
      path: `${one}/kernels/:kernel`,
      summary: 'Tell that a kernel was started on the instance (sent by the kernel provisioner)',
      params: Params.extend({ kernel: z.string().min(1).max(128) }),
      body: z.object({ pid: z.number().int().positive() }),
      response: Empty
    }),
    launch: route({
      method: 'POST',
      path: `${one}/kernels/:kernel/launch`,
      summary: 'Start a kernel in the container of the instance, which is started first',
      params: KernelParams,
      body: z.object({
        language: InstanceKernel.shape.language,
        key: z.string().min(1).max(256).describe('signs the messages'),
        folder: z
          .string()
          .max(4_096)
          .optional()
          .describe('where it starts, if the container has it'),
        environmentVariables: EnvironmentVariables.default({})
      }),
      response: z.object({
        execution: z.string().describe('what `wait` asks for'),
        connection: z.record(z.string(), z.union([z.string(), z.number()]))
      })
    }),
    wait: route({
      method: 'GET',
      path: `${one}/kernels/:kernel/wait`,
      summary: 'Answers when the kernel has ended, or after `seconds`',
      params: KernelParams,
      query: z.object({
        execution: z.string().min(1).max(256),
        seconds: z.coerce.number().min(0).max(30).default(20)
      }),
      response: z.object({
        running: z.boolean(),
        exit: KernelExit.optional(),
        stopped: z.boolean().optional().describe('it has ended because its instance was stopped')
      })
    }),
    signal: route({
      method: 'POST',
      path: `${one}/kernels/:kernel/signal`,
      summary: 'Send a signal to a kernel in a container',
      params: KernelParams,
      body: z.object({ signal: z.enum(['SIGINT', 'SIGTERM', 'SIGKILL']) }),
      response: Empty
    }),
    detach: route({
      method: 'DELETE',
      path: `${one}/kernels/:kernel`,
      summary: 'Tell that a kernel has ended',
      params: Params.extend({ kernel: z.string().min(1).max(128) }),
      response: Empty
    })
  }
};
