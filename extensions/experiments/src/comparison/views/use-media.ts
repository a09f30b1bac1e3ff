import type { Artifact } from '@atelier-ml/api';
import * as React from 'react';
import type { MediaStore } from '../media-store.ts';
import type { LoadedMedia } from './media-content.tsx';

/** Larger ones are not shown, in bytes. */
export const LARGEST = 32 * 1024 * 1024;

/** What is to be shown; the one before stays until the next has come. `failed`: it cannot be had. */
export interface ShownMedia {
  readonly media: LoadedMedia | null;
  readonly failed: boolean;
}

/** Fetches an artifact of a run once `wanted`. */
export function useMedia(
  store: MediaStore,
  run: string,
  artifact: Artifact | undefined,
  wanted: boolean
): ShownMedia {
  const [media, setMedia] = React.useState<LoadedMedia | null>(null);
  const [failed, setFailed] = React.useState<string | null>(null);
  const content = artifact?.sha256;
  React.useEffect(() => {
    if (!artifact || !wanted || artifact.size > LARGEST) {
      return;
    }
    const stop = new AbortController();
    store.read(run, artifact, stop.signal).then(
      bytes => !stop.signal.aborted && setMedia({ artifact, bytes }),
      () => !stop.signal.aborted && setFailed(artifact.sha256)
    );
    return () => stop.abort();
    // an artifact is another object after each reload of its run
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [store, run, content, wanted]);
  return { media, failed: failed !== null && failed === content };
}
