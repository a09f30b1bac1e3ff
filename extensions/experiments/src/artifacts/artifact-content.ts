import type { Artifact, RunDetail } from '@atelier-ml/api';
import type { IApiClient } from '@atelier-ml/shell';
import * as React from 'react';

/** A file of a run, by parts. */
export interface ArtifactFile {
  readonly artifact: Artifact;
  /** The bytes from `start` to `end`, the last one not included. */
  read(start: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer>;
}

export function openArtifact(
  client: IApiClient,
  run: Pick<RunDetail, 'id' | 'workspaceId'>,
  artifact: Artifact
): ArtifactFile {
  const params = { workspace: run.workspaceId, run: run.id, path: artifact.path };
  return {
    artifact,
    async read(start, end, signal) {
      const last = Math.min(end, artifact.size) - 1;
      if (last < start) {
        return new ArrayBuffer(0);
      }
      const whole = start === 0 && last === artifact.size - 1;
      const part = whole ? undefined : { start, end: last };
      const response = await client.api.runs.artifact({ params, part, signal });
      const bytes = await response.arrayBuffer();
      // Something on the way may not know of parts.
      return !whole && response.status === 200 ? bytes.slice(start, last + 1) : bytes;
    }
  };
}

export interface LoadedContent {
  /** The first bytes, or all; null while they are on their way. */
  readonly bytes: ArrayBuffer | null;
  /** There is more than was fetched. */
  readonly cut: boolean;
  readonly error: unknown;
  retry(): void;
}

/** The beginning of a file, at most so many bytes of it. */
export function useContent(file: ArtifactFile, limit: number): LoadedContent {
  const [bytes, setBytes] = React.useState<ArrayBuffer | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [attempt, retry] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    const stop = new AbortController();
    setError(null);
    setBytes(null);
    file
      .read(0, limit, stop.signal)
      .then(read => !stop.signal.aborted && setBytes(read))
      .catch((reason: unknown) => {
        if (!stop.signal.aborted) {
          setError(reason);
        }
      });
    return () => stop.abort();
  }, [file, limit, attempt]);
  return { bytes, cut: file.artifact.size > limit, error, retry };
}

/** Text of bytes; a character that the end has cut in two is left out. */
export function textOf(bytes: ArrayBuffer, cut: boolean): string {
  return new TextDecoder().decode(bytes, { stream: cut });
}
