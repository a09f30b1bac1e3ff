import type { RunDetail } from '@atelier-ml/api';
import type { IApiClient } from '@atelier-ml/shell';
import * as React from 'react';

export interface ArtifactText {
  readonly text: string | null;
  readonly error: unknown;
  retry(): void;
}

/** The text of an artifact that a run keeps under a path of its own; fetched anew when it is replaced. */
export function useArtifactText(client: IApiClient, run: RunDetail, path: string): ArtifactText {
  const artifact = run.artifacts.find(one => one.path === path);
  const [text, setText] = React.useState<string | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [attempt, retry] = React.useReducer((count: number) => count + 1, 0);
  const { id, workspaceId } = run;
  const sha256 = artifact?.sha256;
  React.useEffect(() => {
    setError(null);
    if (sha256 === undefined) {
      return;
    }
    const stop = new AbortController();
    const params = { workspace: workspaceId, run: id, path };
    client.api.runs
      .artifact({ params, signal: stop.signal })
      .then(response => response.text())
      .then(setText)
      .catch((reason: unknown) => {
        if (!stop.signal.aborted) {
          setError(reason);
        }
      });
    return () => stop.abort();
  }, [client, workspaceId, id, path, sha256, attempt]);
  return { text: sha256 === undefined ? null : text, error, retry };
}
