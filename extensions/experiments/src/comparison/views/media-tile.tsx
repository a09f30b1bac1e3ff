import { formatBytes, seriesColour, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { useSeen } from '../../charts/index.ts';
import type { ShownRun } from '../compared-run.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { mediaAt } from '../media.ts';
import type { MediaKey } from '../media.ts';
import { MediaContent } from './media-content.tsx';
import { nameOf } from './run-side-list.tsx';
import { LARGEST, useMedia } from './use-media.ts';

export interface MediaTileProps {
  model: ComparisonModel;
  run: ShownRun;
  of: MediaKey;
  step: number;
  onEnlarge: () => void;
}

/** What one run has logged under a name at a step; fetched when it comes into sight. */
export function MediaTile({ model, run, of, step, onEnlarge }: MediaTileProps) {
  const trans = useTrans();
  const node = React.useRef<HTMLLIElement>(null);
  const seen = useSeen(node);
  const artifacts = of.runs.get(run.id);
  const artifact = mediaAt(artifacts, step);
  const { media, failed } = useMedia(model.media, run.id, artifact, seen);
  const name = nameOf(run);
  const label = trans.__('%1 of %2', of.name, name);
  const problem = !artifacts
    ? trans.__('not logged')
    : !artifact
      ? trans.__('from step %1', artifacts[0].step)
      : artifact.size > LARGEST
        ? trans.__('%1: too large', formatBytes(artifact.size))
        : failed
          ? trans.__('cannot be fetched')
          : null;
  const content = media && <MediaContent kind={of.kind} media={media} label={label} />;
  return (
    <li ref={node} className="atl-Media-tile">
      {problem !== null ? (
        <div className="atl-Media-frame atl-mod-none">{problem}</div>
      ) : of.kind === 'audio' ? (
        <div className="atl-Media-frame atl-mod-audio">{content}</div>
      ) : (
        <button
          type="button"
          className="atl-Media-frame"
          aria-label={trans.__('Enlarge %1', label)}
          aria-busy={media?.artifact.sha256 !== artifact?.sha256}
          onClick={onEnlarge}
        >
          {content}
        </button>
      )}
      <p>
        <i style={{ background: seriesColour(model.colourOf(run)) }} aria-hidden="true" />
        <span title={name}>{name}</span>
        {artifact && artifact.step !== null && <small>{trans.__('step %1', artifact.step)}</small>}
      </p>
    </li>
  );
}
