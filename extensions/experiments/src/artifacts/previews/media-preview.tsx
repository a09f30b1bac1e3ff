import { Button, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { endingOf } from '../artifact-kind.ts';
import { useObjectUrl } from '../object-url.ts';
import type { PreviewProps } from './content.tsx';

/** Pictures are shown as pictures only: nothing in them is run. */
export function ImagePreview(props: PreviewProps) {
  const trans = useTrans();
  const url = useObjectUrl(props.bytes, props.file.artifact);
  const [natural, setNatural] = React.useState(false);
  const [size, setSize] = React.useState<string>();
  const { path } = props.file.artifact;
  if (!url) {
    return null;
  }
  return (
    <figure className="atl-Artifacts-picture">
      <div
        className={natural ? 'atl-mod-natural' : undefined}
        // A picture larger than its frame is moved with the arrow keys.
        tabIndex={natural ? 0 : -1}
        role="region"
        aria-label={path}
      >
        <img
          src={url}
          alt={path}
          onLoad={({ currentTarget: { naturalHeight, naturalWidth } }) =>
            setSize(`${naturalWidth} × ${naturalHeight}`)
          }
        />
      </div>
      <figcaption>
        <Button aria-pressed={natural} onClick={() => setNatural(!natural)}>
          {natural ? trans.__('Fit into the page') : trans.__('Full size')}
        </Button>
        {size && <span>{size}</span>}
      </figcaption>
    </figure>
  );
}

export function PlayerPreview(props: PreviewProps) {
  const url = useObjectUrl(props.bytes, props.file.artifact);
  const { mediaType, path } = props.file.artifact;
  const isVideo = mediaType.startsWith('video') || ['mp4', 'webm'].includes(endingOf(path));
  if (!url) {
    return null;
  }
  return isVideo ? (
    <video className="atl-Artifacts-player" controls src={url} aria-label={path} />
  ) : (
    <audio className="atl-Artifacts-player" controls src={url} aria-label={path} />
  );
}
