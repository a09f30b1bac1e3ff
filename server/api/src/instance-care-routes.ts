import { z } from 'zod';
import { ComputeInstance, inInstance, InstanceParams } from './compute-instance.ts';
import { SetUp, UsageSample } from './instance-care.ts';
import { route } from './route.ts';
import { Empty, Timestamp } from './values.ts';

/** The routes of `compute` that look after an instance. */
export const instanceCareRoutes = {
  restart: route({
    method: 'POST',
    path: `${inInstance}/restart`,
    summary: 'End the kernels of an instance and start it again; a failed set-up is done anew',
    params: InstanceParams,
    response: ComputeInstance
  }),
  keep: route({
    method: 'POST',
    path: `${inInstance}/keep`,
    summary: 'Keep an idle instance from being stopped soon: its time without work begins anew',
    params: InstanceParams,
    response: ComputeInstance
  }),
  usage: route({
    method: 'GET',
    path: `${inInstance}/usage`,
    summary: 'What all programs of an instance took in the last hour, every five seconds',
    params: InstanceParams,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).describe('`at` of the last known sample')
    }),
    response: z.object({ items: z.array(UsageSample) })
  }),
  activity: route({
    method: 'POST',
    path: '/api/compute/activity',
    summary: 'Tell which kernels there are and which of them work (sent by Jupyter)',
    body: z.object({
      kernels: z
        .array(
          z.object({
            kernelId: z.string().min(1).max(128),
            busy: z.boolean(),
            lastActivity: Timestamp,
            pid: z
              .number()
              .int()
              .positive()
              .optional()
              .describe('of a kernel on no instance: its process on the machine of the server'),
            mark: z
              .string()
              .max(128)
              .optional()
              .describe('boot id and start of that process, so that it is taken for no other one')
          })
        )
        .max(10_000)
    }),
    response: Empty
  }),
  setUp: route({
    method: 'GET',
    path: `${inInstance}/set-up`,
    summary: 'How the set-up script goes or went, and what it has written',
    params: InstanceParams,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).describe('`next` of the piece before')
    }),
    response: z.object({
      setUp: SetUp.nullable(),
      text: z.string(),
      next: z.number().int().nonnegative()
    })
  })
};
