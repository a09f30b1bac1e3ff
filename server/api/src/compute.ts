import { z } from 'zod';
import { cellRoutes } from './cell-executions.ts';
import {
  ComputeEngine,
  ComputeInstance,
  ComputeKernel,
  Driver,
  EnvironmentName,
  EnvironmentVariables,
  Host,
  ImageName,
  inInstance,
  InstanceKernel,
  InstanceParams,
  InstanceSize,
  KernelExit,
  KernelParams,
  Network,
  WarmKernels
} from './compute-instance.ts';
import { careSettings, newCareSettings } from './instance-care.ts';
import { instanceCareRoutes } from './instance-care-routes.ts';
import { instanceShells } from './instance-shells.ts';
import { kernelUsageRoutes } from './kernel-usage.ts';
import { route } from './route.ts';
import { Bytes, Description, Empty, ListQuery, Name, pageOf, Reference } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

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
      size: InstanceSize.prefault({}),
      environmentVariables: EnvironmentVariables.default({}),
      driver: Driver.default('process'),
      image: ImageName.optional().describe('the driver `docker` wants it, or an environment'),
      environment: EnvironmentName.optional(),
      attached: Reference.optional().describe(
        'attached compute, one Docker engine, that its container is on; it needs a size'
      ),
      network: Network.default('none').describe('only containers can be kept off it'),
      warmKernels: WarmKernels.default(null),
      ...newCareSettings
    }),
    response: ComputeInstance
  }),
  get: route({
    method: 'GET',
    path: inInstance,
    summary: 'Get a compute instance',
    params: InstanceParams,
    response: ComputeInstance
  }),
  update: route({
    method: 'PATCH',
    path: inInstance,
    summary: 'Rename, describe or resize; kernels that run keep their old size',
    params: InstanceParams,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      size: InstanceSize.optional(),
      environment: EnvironmentName.optional().describe('its container is made anew'),
      environmentVariables: EnvironmentVariables.optional(),
      warmKernels: WarmKernels.optional(),
      ...z.object(careSettings).partial().shape
    }),
    response: ComputeInstance
  }),
  delete: route({
    method: 'DELETE',
    path: inInstance,
    summary: 'Delete an instance; `in-use` while kernels run on it',
    params: InstanceParams,
    response: Empty
  }),
  start: route({
    method: 'POST',
    path: `${inInstance}/start`,
    summary: 'Start a stopped instance',
    params: InstanceParams,
    response: ComputeInstance
  }),
  stop: route({
    method: 'POST',
    path: `${inInstance}/stop`,
    summary: 'Stop an instance and end its kernels',
    params: InstanceParams,
    response: ComputeInstance
  }),
  ...instanceCareRoutes,
  ...kernelUsageRoutes,
  ...cellRoutes,
  shells: instanceShells,
  kernels: {
    list: route({
      method: 'GET',
      path: `${inInstance}/kernels`,
      summary: 'Kernels that run on the instance, with what they take',
      params: InstanceParams,
      response: z.object({
        items: z.array(ComputeKernel),
        waiting: z
          .object({ count: z.number().int().nonnegative(), memory: Bytes })
          .describe('kernels that were started in advance')
      })
    }),
    attach: route({
      method: 'PUT',
      path: `${inInstance}/kernels/:kernel`,
      summary: 'Tell that a kernel was started on the instance (sent by the kernel provisioner)',
      params: KernelParams,
      body: z.object({ pid: z.number().int().positive() }),
      response: Empty
    }),
    launch: route({
      method: 'POST',
      path: `${inInstance}/kernels/:kernel/launch`,
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
      path: `${inInstance}/kernels/:kernel/wait`,
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
      path: `${inInstance}/kernels/:kernel/signal`,
      summary: 'Send a signal to a kernel in a container',
      params: KernelParams,
      body: z.object({ signal: z.enum(['SIGINT', 'SIGTERM', 'SIGKILL']) }),
      response: Empty
    }),
    detach: route({
      method: 'DELETE',
      path: `${inInstance}/kernels/:kernel`,
      summary: 'Tell that a kernel has ended',
      params: KernelParams,
      response: Empty
    })
  }
};
