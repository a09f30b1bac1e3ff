import type { Artifact } from '@atelier-ml/api';
import * as React from 'react';
import { endingOf } from './artifact-kind.ts';

const TYPES: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  jpg: 'image/jpeg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  webm: 'video/webm'
};

/** An address of an artifact's bytes while they are shown. */
export function useObjectUrl(
  bytes: ArrayBuffer,
  { mediaType, path }: Pick<Artifact, 'mediaType' | 'path'>
): string | undefined {
  const [url, setUrl] = React.useState<string>();
  React.useEffect(() => {
    const made = URL.createObjectURL(
      new Blob([bytes], { type: TYPES[endingOf(path)] ?? mediaType })
    );
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType, path]);
  return url;
}
