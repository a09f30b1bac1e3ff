import {
  createReadStream,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, routes } from '@atelier-ml/api';
import type { Upload } from '@atelier-ml/api';
import { backoff } from './backoff.ts';
import type { SendRequest } from './request.ts';

export interface ArtifactUploadOptions {
  /** Where copies lie, named by their SHA-256. */
  folder: string;
  request: SendRequest;
  /** Called after each piece that the server has. */
  onPiece(): Promise<void>;
}

/** Sends copies of artifacts, each from where the server has stopped, whoever began to send it. */
export interface ArtifactUpload {
  /**
   * Resolves when the server has the content. A copy that is missing was sent before: it is removed
   * when its entry is acknowledged.
   * @throws AtelierError what the server answers; any error when the connection breaks: send it again
   */
  send(sha256: string): Promise<void>;
  /** Removes the copy. */
  remove(sha256: string): void;
}

/** Bytes of a request: what a break costs at most to send again where a proxy holds requests back. */
const pieceBytes = 8 * 1024 * 1024;
/** Bytes up to which one request is all: to send them again costs less than to ask for the offset. */
const smallBytes = 1024 * 1024;

const asBytes = { 'content-type': 'application/octet-stream' };
const asJson = { 'content-type': 'application/json' };

/** Times that an upload is asked for anew while a request that was broken off still works on it. */
const patience = 8;

export function createArtifactUpload(options: ArtifactUploadOptions): ArtifactUpload {
  const { folder, onPiece, request } = options;
  const copyOf = (sha256: string): string => join(folder, sha256);
  /** Holds the id of the upload, so that another process can go on with it. */
  const markOf = (sha256: string): string => `${copyOf(sha256)}.upload`;

  /** @param range the byte at its `end` is the last one */
  const bytesOf = (sha256: string, range?: { start: number; end: number }): RequestInit => ({
    body: Readable.toWeb(createReadStream(copyOf(sha256), range)) as ReadableStream,
    headers: asBytes
  });

  const begin = async (sha256: string, size: number): Promise<Upload> => {
    const body = JSON.stringify({ size, sha256 });
    const upload = await request(routes.uploads.create, {}, { body, headers: asJson });
    writeFileSync(markOf(sha256), upload.id, { mode: 0o600 });
    return upload;
  };

  /** Adds nothing: refused while the server still reads what was under way when its sender broke off. */
  const probe = ({ id, offset }: Upload): Promise<Upload> =>
    request(
      routes.uploads.append,
      { params: { upload: id }, query: { offset } },
      { body: '', headers: asBytes }
    );

  const settle = async (upload: string): Promise<Upload> => {
    for (let failures = 1; ; failures += 1) {
      const kept = await request(routes.uploads.get, { params: { upload } });
      try {
        return kept.offset < kept.size ? await probe(kept) : kept;
      } catch (error) {
        if (!hasCode(error, 'wrong-offset') || failures === patience) {
          throw error;
        }
      }
      await sleep(backoff(failures));
    }
  };

  const find = async (sha256: string): Promise<Upload | undefined> => {
    try {
      return await settle(readFileSync(markOf(sha256), 'utf8'));
    } catch (error) {
      if (hasCode(error, 'not-found') || !existsSync(markOf(sha256))) {
        return undefined;
      }
      throw error;
    }
  };

  const append = async (sha256: string, { id, offset, size }: Upload): Promise<Upload> => {
    const range = { start: offset, end: Math.min(size, offset + pieceBytes) - 1 };
    const input = { params: { upload: id }, query: { offset } };
    const upload = await request(routes.uploads.append, input, bytesOf(sha256, range));
    await onPiece();
    return upload;
  };

  /** What has arrived is not what the copy holds: it is given up. */
  const giveUp = async (sha256: string, upload: string): Promise<void> => {
    rmSync(markOf(sha256), { force: true });
    await request(routes.uploads.delete, { params: { upload } });
  };

  const sendInPieces = async (sha256: string, size: number): Promise<void> => {
    const kept = await find(sha256);
    let upload = kept ?? (await begin(sha256, size));
    while (upload.offset < size) {
      upload = await append(sha256, upload);
    }
    try {
      await request(routes.uploads.complete, { params: { upload: upload.id } });
    } catch (error) {
      if (hasCode(error, 'hash-mismatch')) {
        await giveUp(sha256, upload.id);
        if (kept) {
          return sendInPieces(sha256, size);
        }
      }
      throw error;
    }
  };

  return {
    async send(sha256) {
      if (!existsSync(copyOf(sha256))) {
        return;
      }
      const { size } = statSync(copyOf(sha256));
      if (size > smallBytes) {
        await sendInPieces(sha256, size);
      } else {
        await request(routes.blobs.upload, { query: { sha256 } }, bytesOf(sha256));
      }
    },
    remove(sha256) {
      rmSync(copyOf(sha256), { force: true });
      rmSync(markOf(sha256), { force: true });
    }
  };
}
