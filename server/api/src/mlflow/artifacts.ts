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
const MOST_PARTS = 10_000;
/** The name of the file; what the client sends may be its path on the client's side. */
const Name = Required.describe('the file: its last part is its name in the folder of the path');
const UploadId = Required.describe('as the beginning of the upload has answered it');

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
    create: route({
      method: 'POST',
      path: `${proxy}/mpu/create/*path`,
      summary: 'Begin a file in parts, each of which is sent to an address of its own',
      params: Path,
      body: z.object({
        path: Name,
        num_parts: Int64.pipe(z.number().int().min(1).max(MOST_PARTS)).default(1)
      }),
      response: z.object({
        upload_id: z.string(),
        credentials: z.array(
          z.object({
            url: z.string().describe('where the part is PUT'),
            part_number: z.number().int(),
            headers: z.record(z.string(), z.string()).describe('to be sent with the part')
          })
        )
      })
    }),
    complete: route({
      method: 'POST',
      path: `${proxy}/mpu/complete/*path`,
      summary: 'Store a file of which all parts have arrived',
      params: Path,
      body: z.object({
        path: Name,
        upload_id: UploadId,
        parts: z.array(
          z.object({ part_number: Int64, etag: Text.optional(), url: Text.optional() })
        )
      }),
      response: Empty
    }),
    abort: route({
      method: 'POST',
      path: `${proxy}/mpu/abort/*path`,
      summary: 'Give up a file in parts',
      params: Path,
      body: z.object({ path: Name, upload_id: UploadId }),
      response: Empty
    })
  },
  presigned: route({
    method: 'GET',
    path: `${proxy}/presigned/*path`,
    summary: 'Not supported: clients fall back to one GET',
    params: Path,
    response: Empty
  })
};
