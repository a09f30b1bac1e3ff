import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { Client, Workspace } from '@atelier-ml/api';
import type { Connection } from '../connection/index.ts';

/** Content to store: bytes, or the path of a file. */
export type Content = Uint8Array | string;

/** One workspace of one server, as datasets, models and endpoints use it. */
export interface WorkspaceScope {
  connection: Connection;
  client: Client;
  /** Path parameter of the workspace, by id, name or `~`. */
  params: { workspace: string };
  /** The workspace itself, asked for anew, because `~` may move. */
  workspace(): Promise<Workspace>;
  /** Address of an asset, e.g. `atelier://default/datasets/diabetes:1`. */
  uri(path: string): Promise<string>;
  /** Stores content and answers its SHA-256. */
  upload(content: Content): Promise<string>;
}

async function uploadFile(connection: Connection, path: string): Promise<string> {
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
  return (await connection.client.blobs.upload({ query: {}, body })).sha256;
}

async function uploadBytes(connection: Connection, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const body = bytes as Uint8Array<ArrayBuffer>;
  return (await connection.client.blobs.upload({ query: { sha256 }, body })).sha256;
}

async function mustExist(path: string): Promise<void> {
  try {
    await access(path);
  } catch (cause) {
    throw new AtelierError('invalid-input', `The file ${path} cannot be read.`, {
      remedy: `Check the path; it is taken from the folder ${process.cwd()}.`,
      cause
    });
  }
}

export function createWorkspaceScope(connection: Connection): WorkspaceScope {
  const params = { workspace: connection.configuration.workspace };
  const { client } = connection;
  const workspace = () => client.workspaces.get({ params });
  return {
    connection,
    client,
    params,
    workspace,
    uri: async path => `atelier://${encodeURIComponent((await workspace()).name)}/${path}`,
    async upload(content) {
      if (typeof content !== 'string') {
        return uploadBytes(connection, content);
      }
      await mustExist(content);
      return uploadFile(connection, content);
    }
  };
}
