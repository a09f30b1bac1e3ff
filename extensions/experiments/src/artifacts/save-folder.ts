import type { RunDetail } from '@atelier-ml/api';
import { AtelierError } from '@atelier-ml/api';
import type { IApiClient } from '@atelier-ml/shell';
import { openArtifact } from './artifact-content.ts';
import { isFolder } from './artifact-tree.ts';
import type { FileNode, FolderNode } from './artifact-tree.ts';
import { tarEnd, tarHead, tarPadding } from './tar.ts';

/** The archive is put together in the browser's memory. */
const LARGEST = 1024 ** 3;

export interface SaveOptions {
  /** Files fetched so far. */
  onFile(count: number): void;
  signal: AbortSignal;
}

/** Lets the browser save a folder as a tar archive. */
export async function saveFolder(
  folder: FolderNode,
  run: RunDetail,
  client: IApiClient,
  { onFile, signal }: SaveOptions
): Promise<void> {
  if (folder.size > LARGEST) {
    throw new AtelierError('too-large', 'The folder is too large for an archive.', {
      remedy: 'Download a folder in it, its files one by one, or all with `atelier runs artifact`.'
    });
  }
  const parts: BlobPart[] = [];
  let count = 0;
  const start = folder.path === '' ? 0 : folder.path.lastIndexOf('/') + 1;
  for (const { artifact } of filesIn(folder)) {
    let bytes: ArrayBuffer;
    try {
      bytes = await openArtifact(client, run, artifact).read(0, artifact.size, signal);
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      throw error;
    }
    const path = artifact.path.slice(start);
    parts.push(
      ...tarHead(path, bytes.byteLength, artifact.createdAt),
      bytes,
      tarPadding(bytes.byteLength)
    );
    onFile(++count);
  }
  parts.push(tarEnd());
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/x-tar' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${folder.name || run.name}.tar`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function* filesIn(folder: FolderNode): Generator<FileNode> {
  for (const node of folder.children) {
    if (isFolder(node)) {
      yield* filesIn(node);
    } else {
      yield node;
    }
  }
}
