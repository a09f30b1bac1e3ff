import { z } from 'zod';
import { route } from './route.ts';
import { Bytes, Sha256 } from './values.ts';

/** Content at rest: equal bytes are stored once. */
export const Blob = z.object({ sha256: Sha256, size: Bytes });
export type Blob = z.infer<typeof Blob>;

export const blobs = {
  upload: route({
    method: 'POST',
    path: '/api/blobs',
    summary: 'Store bytes; assets then refer to them by hash',
    status: 201,
    query: z.object({
      sha256: Sha256.optional().describe('refuse with hash-mismatch if it differs')
    }),
    body: 'bytes',
    response: Blob
  })
};
