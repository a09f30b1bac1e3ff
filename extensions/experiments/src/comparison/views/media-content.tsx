import type { Artifact } from '@atelier-ml/api';
import { Histogram, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { readHistogram, useObjectUrl } from '../../artifacts/index.ts';
import type { MediaKind } from '../media.ts';

/** Bytes that have come, with the artifact that they are of. */
export interface LoadedMedia {
  readonly artifact: Artifact;
  readonly bytes: ArrayBuffer;
}

export interface MediaContentProps {
  kind: MediaKind;
  media: LoadedMedia;
  /** For those who do not see it. */
  label: string;
  /** With controls, as large as fits. */
  large?: boolean;
}

/** A picture, a film, a sound or a histogram. Nothing in a picture is run. */
export function MediaContent({ kind, media, label, large = false }: MediaContentProps) {
  const url = useObjectUrl(media.bytes, media.artifact);
  if (kind === 'histogram') {
    return <HistogramContent media={media} label={label} height={large ? 320 : 96} />;
  }
  if (!url) {
    return null;
  }
  switch (kind) {
    case 'image':
      return <img src={url} alt={label} />;
    case 'video':
      return <video src={url} aria-label={label} controls={large} muted={!large} />;
    case 'audio':
      return <audio src={url} aria-label={label} controls />;
  }
}

function HistogramContent(props: { media: LoadedMedia; label: string; height: number }) {
  const { bytes } = props.media;
  const trans = useTrans();
  const histogram = React.useMemo(() => {
    try {
      return readHistogram(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return undefined;
    }
  }, [bytes]);
  return histogram ? (
    <Histogram label={props.label} {...histogram} height={props.height} />
  ) : (
    <span className="atl-Experiments-note">{trans.__('This is no histogram.')}</span>
  );
}
