import { z } from 'zod';
import { quotas, UsageSubject } from './quotas.ts';
import { route } from './route.ts';

export const usage = {
  get: route({
    method: 'GET',
    path: '/api/usage',
    summary: 'What users and workspaces hold now, against their quotas',
    response: z.object({ items: z.array(UsageSubject) })
  }),
  quotas
};
