import { z } from 'zod';
import { route } from '../route.ts';
import { Empty, Int64, PageToken, Required, Text } from './scalars.ts';

export const FileInfo = z.object({
  path: z.string(),
  is_dir: z.boolean(),
  file_size: z.number().int().optional()
});
export type FileInfo = z.infer<typeof FileInfo>;

export const FileList = z.object({
  root_uri: z.string().optional(),
  files: z.array(FileInfo).optional(),
  next_page_token: z.string().optional()
});

const proxy = '/api/2.0/mlflow-artifacts';
const Path = z.object({ path: z.string() });
const upload = (action: string, summary: string) =>
  route({
    method: 'POST',
    path: `${proxy}/mpu/${action}/*path`,
    summary,
    params: Path,
    body: z.object({
      path: Text.optional(),
      upload_id: Text.optional(),
      num_parts: Int64.optional()
    }),
    response: Empty
  });

export const artifacts = {
  ofRun: route({
    method: 'GET',
    path: '/api/2.0/mlflow/artifacts/list',
    summary: 'Files and folders of a run, in one folder',
    query: z.object({ run_id: Required, path: Text.optional(), page_token: PageToken }),
    response: FileList
  }),
  list: route({
    method: 'GET',
    path: `${proxy}/artifacts`,
    summary: 'Files and folders below a path of the artifact store',
    query: z.object({ path: Text.optional() }),
    response: FileList
  }),
  download: route({
    method: 'GET',
    path: `${proxy}/artifacts/*path`,
    summary: 'Download a file, or the range of it that the header asks for',
    params: Path,
    response: 'bytes'
  }),
  upload: route({
    method: 'PUT',
    path: `${proxy}/artifacts/*path`,
    summary: 'Store a file',
    params: Path,
    body: 'bytes',
    response: Empty
  }),
  delete: route({
    method: 'DELETE',
    path: `${proxy}/artifacts/*path`,
    summary: 'Remove a file, or a folder with all in it',
    params: Path,
    response: Empty
  }),
  uploads: {
    create: upload('create', 'Not supported: clients fall back to one PUT'),
    complete: upload('complete', 'Not supported'),
    abort: upload('abort', 'Not supported')
  },
  presigned: route({
    method: 'GET',
    path: `${proxy}/presigned/*path`,
    summary: 'Not supported: clients fall back to one GET',
    params: Path,
    response: Empty
  })
};
