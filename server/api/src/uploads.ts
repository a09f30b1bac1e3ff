import { z } from 'zod';
import { Blob } from './blobs.ts';
import { route } from './route.ts';
import { Bytes, Empty, Id, Sha256, Timestamp } from './values.ts';

/** An upload in pieces, which can go on after a break where it has stopped. */
export const Upload = z.object({
  id: Id,
  size: Bytes,
  offset: Bytes.describe('bytes that are stored: where to go on'),
  sha256: Sha256.nullable(),
  expiresAt: Timestamp
});
export type Upload = z.infer<typeof Upload>;

const one = '/api/uploads/:upload';
const Params = z.object({ upload: Id });

export const uploads = {
  create: route({
    method: 'POST',
    path: '/api/uploads',
    summary: 'Begin an upload; whole at once if content of that hash is stored already',
    status: 201,
    body: z.object({ size: Bytes, sha256: Sha256.optional() }),
    response: Upload
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'How far an upload has come',
    params: Params,
    response: Upload
  }),
  append: route({
    method: 'PATCH',
    path: one,
    summary: 'Add bytes at `offset`; `wrong-offset` if that is not where the upload has stopped',
    params: Params,
    query: z.object({ offset: z.coerce.number().int().min(0) }),
    body: 'bytes',
    response: Upload
  }),
  complete: route({
    method: 'POST',
    path: `${one}/complete`,
    summary: 'Turn a whole upload into stored content',
    params: Params,
    response: Blob
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Give an upload up',
    params: Params,
    response: Empty
  })
};
