import { z } from 'zod';
import { ComputeInstance, inInstance, InstanceParams } from './compute-instance.ts';
import { SetUp } from './instance-care.ts';
import { route } from './route.ts';

/** The routes of `compute` that look after an instance. */
export const instanceCareRoutes = {
  restart: route({
    method: 'POST',
    path: `${inInstance}/restart`,
    summary: 'End the kernels of an instance and start it again; a failed set-up is done anew',
    params: InstanceParams,
    response: ComputeInstance
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
